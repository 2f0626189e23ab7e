// Alice at OWA's pages, as a person without scripts uses them: on a host of the test's own, with what she needs to look
// behind them.

import type { Test } from 'tap'
import { message } from '../../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { owa } from '../../../../mock-exchange/vdirs/owa.ts'
import { alice, basic, bob, type Host, startHost } from '../host.ts'

export interface Person {
  readonly host: Host
  readonly mailbox: Mailbox
  /** Bob's. */
  readonly other: Mailbox
  get(path: string): Promise<Response>
  /** HTML of a page. */
  page(path: string): Promise<string>
  canary(): Promise<string>
  /** Cookies so far. */
  cookie(): string
  /** Sends the form of an action, with the right canary unless another is given. */
  post(action: string, fields: Record<string, string>, canary?: string): Promise<Response>
  /** Puts a message of Bob's into the Inbox. */
  add(subject: string, given?: object): ReturnType<Mailbox['add']>
}

export async function atOwa(t: Test): Promise<Person> {
  const host = await startHost(t, [owa])
  const store = mailboxesOf(host.context)
  const [mailbox, other] = [store.of(alice), store.of(bob)]
  if (mailbox === undefined || other === undefined) throw new Error('a mailbox is missing')
  let cookie = ''
  const get = async (path: string): Promise<Response> => {
    const answer = await fetch(host.url + path, {
      headers: { authorization: basic(alice), cookie },
      redirect: 'manual',
    })
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
    if (set.length > 0) cookie = [cookie, ...set].filter(Boolean).join('; ')
    return answer
  }
  const page = async (path: string): Promise<string> => (await get(path)).text()
  const canary = async (): Promise<string> => /name="canary" value="([^"]+)"/.exec(await page('/owa/'))?.[1] ?? ''
  return {
    host,
    mailbox,
    other,
    get,
    page,
    canary,
    cookie: () => cookie,
    async post(action, fields, given) {
      const body = new URLSearchParams({ canary: given ?? (await canary()), ...fields })
      return fetch(`${host.url}/owa/?ae=PreFormAction&a=${action}`, {
        method: 'POST',
        headers: { authorization: basic(alice), cookie },
        body,
        redirect: 'manual',
      })
    },
    add: (subject, given = {}) =>
      mailbox.add(
        mailbox.folder('inbox'),
        message({ subject, from: other.address, to: [mailbox.address], sentAt: 0, ...given }),
      ),
  }
}

/** Address of the first link with this text, as it stands in the HTML. */
export const linkTo = (html: string, text: string): string =>
  [...html.matchAll(/<a href="([^"]+)"[^>]*>(?:<span>)?([^<]*)</g)]
    .find(([, , shown]) => shown === text)?.[1]
    ?.replaceAll('&amp;', '&') ?? ''

/** What a person reads of a page. */
export const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ')
