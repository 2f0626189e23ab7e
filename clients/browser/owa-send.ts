import * as z from 'zod'
import { emailAddress } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { BrowserSession, inBrowser } from './browser-session.ts'
import { owaSite } from './owa-site.ts'

export const owaSend = defineAction({
  name: 'owa.send',
  about:
    'A browser writes a message on the pages of Outlook Web App and sends it; logs on first unless its session is. Facts: user, landedOn, url, logOnPage, cookies, secureCookies, to, subject; reason or loop when it fails.',
  options: z.strictObject({
    url: serviceUrl('/owa/'),
    to: emailAddress.optional().describe('who is to get it; the user when absent'),
    subject: z.string().min(1).default('Sent from Outlook Web App').describe('what it is about'),
    text: z.string().default('Hello.').describe('the message'),
  }),
  act: (run, { url, to = run.user.mailbox, subject, text }) =>
    inBrowser(async () => {
      const browser = new BrowserSession(run, owaSite(run, url))
      const start = await browser.enter()
      const compose = await browser.open(new URL('/owa/?ae=Item&a=New&t=IPM.Note', start.url))
      const form = compose.html.forms.find(({ id }) => id === 'compose')
      if (form === undefined) return run.failed(`The page ${compose.url.pathname} has no form for a message.`)
      const sent = await browser.send(compose, form, { to, subject, body: text })
      const [problem] = sent.html.byClass('alert')
      if (problem !== undefined) return run.failed(`The message was not sent: ${sent.html.textOf(problem)}`)
      if (sent.url.searchParams.get('note') !== 'sent') return run.failed('Nothing says that the message was sent.')
      return run.ok(`A message to ${to} was sent in Outlook Web App.`, { to, subject })
    }),
})
