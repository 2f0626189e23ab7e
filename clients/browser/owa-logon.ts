import * as z from 'zod'
import { accountName } from '../account-name.ts'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { logOnByForm } from './forms-log-on.ts'
import { owaSite, owaVersion } from './owa-site.ts'

export const owaLogOn = defineAction({
  name: 'owa.logon',
  about:
    'A browser opens Outlook Web App, logs on by the form and reads the first page. Facts: user, version, landedOn, url, logOnPage, cookies, secureCookies; reason or loop when it fails.',
  options: z.strictObject({ url: serviceUrl('/owa/') }),
  async act(run, { url }) {
    const outcome = await logOnByForm(run, owaSite(run, url))
    if ('failed' in outcome) return outcome.failed
    const version = owaVersion(outcome.page) ?? ''
    return run.ok(`${accountName(run.user)} is logged on to Outlook Web App ${version}.`, { version })
  },
})
