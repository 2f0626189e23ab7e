import type { ActionRun } from '../action-run.ts'
import { type HttpResponse, headerValue } from '../http/index.ts'
import type { FormsLogOn } from './forms-log-on.ts'

/** OWA puts its build into the paths of its scripts: /owa/prem/15.0.1497.2/scripts/… */
const buildInPath = /\/owa\/(?:prem\/|auth\/)?(\d+\.\d+\.\d+(?:\.\d+)?)\//

/** Build of Outlook Web App that an answer tells; undefined when it is not one of OWA's. */
export function owaVersion({ headers, body }: HttpResponse): string | undefined {
  return headerValue(headers, 'x-owa-version') ?? buildInPath.exec(body.toString('utf8'))?.[1]
}

/** Outlook Web App, as a browser logs on to it. */
export function owaSite(run: ActionRun, start: URL): FormsLogOn {
  return {
    site: 'Outlook Web App',
    start,
    cookiePrefix: 'cadata',
    isInside: (page) => owaVersion(page) !== undefined,
    // The page's script does this; without it the server believes that cookies are switched off.
    onLogOnPage: (page) => run.session.cookies.set(page.url, 'PBack', '0'),
  }
}

/** The Exchange Control Panel, which logs on by OWA's form. */
export function ecpSite(run: ActionRun, start: URL): FormsLogOn {
  return {
    ...owaSite(run, start),
    site: 'the Exchange Control Panel',
    isInside: ({ url: landed, headers }) =>
      /^\/ecp(\/|$)/i.test(landed.pathname) && /^text\/html/i.test(headerValue(headers, 'content-type') ?? ''),
  }
}
