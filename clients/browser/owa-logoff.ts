import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { answered } from '../words.ts'
import { visit } from './browser.ts'
import { BrowserSession, inBrowser } from './browser-session.ts'
import { HtmlPage } from './html-form.ts'
import { owaSite } from './owa-site.ts'

export const owaLogOff = defineAction({
  name: 'owa.logoff',
  about:
    'A browser signs out of Outlook Web App by its link, and tries to come back without a password; logs on first unless its session is. Facts: user, landedOn, url, logOnPage, cookies, secureCookies, left (where signing out led); reason or loop when it fails.',
  options: z.strictObject({ url: serviceUrl('/owa/') }),
  act: (run, { url }) =>
    inBrowser(async () => {
      const start = await new BrowserSession(run, owaSite(run, url)).enter()
      const link = start.html.byId('signout')?.attribs['href'] ?? '/owa/logoff.owa'
      const left = (await visit(run, new URL(link, start.url))).at(-1)
      if (left === undefined || left.status !== 200) {
        return run.failed(left === undefined ? 'Signing out led nowhere.' : `${answered(left)} to the signing out.`)
      }
      run.note({ left: left.url.pathname })
      const back = (await visit(run, url)).at(-1)
      const asked = back && (await HtmlPage.read(back.body.toString('utf8'))).logOnForm !== undefined
      if (!asked) return run.failed(`${url.origin} still lets the browser in after it has signed out.`)
      return run.ok(`${run.user.domain}\\${run.user.user} has signed out of Outlook Web App.`)
    }),
})
