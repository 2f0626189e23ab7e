// OWA's page left open: it waits on the notification channel, a request that the server holds and writes to bit by bit. An
// edge that collects answers before it passes them on keeps the news back until the channel ends.

import * as z from 'zod'
import { CauseError } from '../../base/failure-cause.ts'
import { defineAction } from '../define-action.ts'
import type { HttpAnswer } from '../http/index.ts'
import { serviceUrl } from '../options.ts'
import { placeOf } from '../words.ts'
import { BrowserSession, inBrowser } from './browser-session.ts'
import { owaSite } from './owa-site.ts'

/** Milliseconds between two fragments; the channel itself ends after a minute. */
const silence = 90_000
/** Bytes of a fragment. */
const longestFragment = 1_048_576

export const owaWait = defineAction({
  name: 'owa.wait',
  about:
    'A browser leaves Outlook Web App open and waits on its notification channel, which the server holds, for new mail or for the end of the channel; logs on first unless its session is. Facts: user, landedOn, url, logOnPage, cookies, secureCookies, outcome (news, expired), heldMilliseconds, firstMilliseconds (until the first fragment came); subject and sender of the news, reason or loop when it fails.',
  options: z.strictObject({ url: serviceUrl('/owa/') }),
  act: (run, { url }) =>
    inBrowser(async () => {
      const start = await new BrowserSession(run, owaSite(run, url)).enter()
      const started = performance.now()
      const sinceStart = (): number => Math.round(performance.now() - started)
      const answer = await run.open({
        url: new URL('/owa/ev.owa2?ns=PendingRequest&ev=PendingNotificationRequest&UA=0', start.url),
        headers: [['X-Requested-With', 'XMLHttpRequest']],
        idle: silence,
        onSent: (requestId) => void run.context.whenHeld(requestId).then(run.context.established),
      })
      if (answer.status !== 200) {
        answer.body.destroy()
        return run.failed(`${placeOf(answer.url)} answered ${answer.status} to the wait for news.`)
      }
      for await (const { id, data, Subject, Sender } of notifications(answer)) {
        if (data === 'alive0') run.note({ firstMilliseconds: sinceStart() })
        const heldMilliseconds = sinceStart()
        if (id === 'NewMailNotification') {
          const news = { subject: String(Subject), sender: String(Sender) }
          return run.ok(`"${news.subject}" of ${news.sender} was told of.`, {
            outcome: 'news',
            heldMilliseconds,
            ...news,
          })
        }
        if (data === 'update') {
          const summary = `The channel was held for ${heldMilliseconds} ms, and there was no news.`
          return run.ok(summary, { outcome: 'expired', heldMilliseconds })
        }
      }
      return run.failed(
        'The notification channel ended without a word.',
        { heldMilliseconds: sinceStart() },
        'truncated',
      )
    }),
})

/** What the channel tells, one by one. @throws CauseError bad-response when it is no JSON */
async function* notifications({ body, url }: HttpAnswer): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const chunk of body) {
    pending += decoder.decode(chunk, { stream: true })
    const lines = pending.split('\r\n')
    pending = lines.pop() ?? ''
    if (pending.length > longestFragment) throw malformed(url)
    for (const line of lines) yield* read(line, url)
  }
}

function read(line: string, url: URL): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = JSON.parse(line)
    if (Array.isArray(value)) return value.filter((one) => typeof one === 'object' && one !== null)
  } catch {
    // Said below, with the place.
  }
  throw malformed(url)
}

const malformed = (url: URL): CauseError =>
  new CauseError('bad-response', `${placeOf(url)} told something that is no notification.`)
