import * as z from 'zod'
import { accountName } from '../account-name.ts'
import { defineAction } from '../define-action.ts'
import { type HttpResponse, headerValue } from '../http/index.ts'
import { serviceUrl } from '../options.ts'
import { logOnByForm } from './forms-log-on.ts'

/** OWA puts its build into the paths of its scripts: /owa/prem/15.0.1497.2/scripts/… */
const buildInPath = /\/owa\/(?:prem\/|auth\/)?(\d+\.\d+\.\d+(?:\.\d+)?)\//

/** Build of Outlook Web App that an answer tells; undefined when it is not one of OWA's. */
function owaVersion({ headers, body }: HttpResponse): string | undefined {
  return headerValue(headers, 'x-owa-version') ?? buildInPath.exec(body.toString('utf8'))?.[1]
}

export const owaLogOn = defineAction({
  name: 'owa.logon',
  about:
    'A browser opens Outlook Web App, logs on by the form and reads the first page. Facts: user, version, landedOn, url, logOnPage, cookies, secureCookies; reason or loop when it fails.',
  options: z.strictObject({ url: serviceUrl('/owa/') }),
  async act(run, { url }) {
    const outcome = await logOnByForm(run, {
      site: 'Outlook Web App',
      start: url,
      cookiePrefix: 'cadata',
      isInside: (page) => owaVersion(page) !== undefined,
      // The page's script does this; without it the server believes that cookies are switched off.
      onLogOnPage: (page) => run.session.cookies.set(page.url, 'PBack', '0'),
    })
    if ('failed' in outcome) return outcome.failed
    const version = owaVersion(outcome.page) ?? ''
    return run.ok(`${accountName(run.user)} is logged on to Outlook Web App ${version}.`, { version })
  },
})
