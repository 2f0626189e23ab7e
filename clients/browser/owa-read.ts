import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { serviceUrl } from '../options.ts'
import { BrowserSession, inBrowser, type ShownPage } from './browser-session.ts'
import { owaSite } from './owa-site.ts'

/** A line of a list of messages. */
interface Line {
  readonly subject: string
  readonly href: string
}

export const owaRead = defineAction({
  name: 'owa.read',
  about:
    'A browser reads the newest message of the Inbox, or the newest with a subject, on the pages of Outlook Web App; logs on first unless its session is. Facts: user, landedOn, url, logOnPage, cookies, secureCookies, count, unread, subject, from, text (the beginning of the message); reason or loop when it fails.',
  options: z.strictObject({
    url: serviceUrl('/owa/'),
    subject: z.string().optional().describe('what the subject is to be; the newest message when absent'),
  }),
  act: (run, { url, subject }) =>
    inBrowser(async () => {
      const browser = new BrowserSession(run, owaSite(run, url))
      const list = await browser.enter()
      const number = (id: string): number => Number(list.html.textOf(list.html.byId(id)))
      const lines = linesOf(list)
      if (lines === undefined) {
        return run.failed(
          `The page ${list.url.pathname} has no list of messages: an OWA that draws its pages by script cannot be read so.`,
        )
      }
      run.note({ count: number('total'), unread: number('unread') })
      const line = subject === undefined ? lines[0] : lines.find((one) => one.subject === subject)
      if (line === undefined) {
        return run.failed(
          subject === undefined
            ? 'There is no message in the Inbox.'
            : `There is no message with the subject "${subject}" on the first page of the Inbox.`,
        )
      }
      const { html } = await browser.open(new URL(line.href, list.url))
      const field = (id: string): string => html.textOf(html.byId(id))
      const facts = { subject: field('subject'), from: field('from'), text: field('body').slice(0, 200) }
      return run.ok(`"${facts.subject}" of ${facts.from} was read in Outlook Web App.`, facts)
    }),
})

/** The messages that a page lists; undefined when it has no list. */
function linesOf({ html }: ShownPage): Line[] | undefined {
  const list = html.byId('messages')
  if (list === undefined) return undefined
  return html.elements('tr', list).flatMap((row) => {
    const [link] = html.elements('a', row)
    const href = link?.attribs['href']
    return href === undefined ? [] : [{ subject: html.textOf(link), href }]
  })
}
