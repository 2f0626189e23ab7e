import * as z from 'zod'
import { CauseError } from '../../base/failure-cause.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { type HttpAnswer, type HttpRequest, type HttpResponse, readWhole } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import type { ActionResult } from '../types.ts'
import { placeOf, quoted } from '../words.ts'
import { parseXml, textOf } from '../xml.ts'
import { sendOperation, streamOperation, subscribeOperation } from './notification-requests.ts'
import { EnvelopeSplitter, readStreamMessage } from './notification-stream.ts'
import { ewsEnvelope, ewsReason, ewsRequest } from './operation.ts'

const eventTypes = [
  'NewMailEvent',
  'CreatedEvent',
  'DeletedEvent',
  'ModifiedEvent',
  'MovedEvent',
  'CopiedEvent',
  'FreeBusyChangedEvent',
] as const

const options = z.strictObject({
  url: serviceUrl('/EWS/Exchange.asmx'),
  auth: scheme('ntlm'),
  folder: z.enum(['inbox', 'calendar', 'contacts', 'drafts', 'sentitems']).default('inbox').describe('folder to watch'),
  events: z.array(z.enum(eventTypes)).min(1).default(['NewMailEvent']).describe('what to be told of'),
  minutes: z.int().min(1).max(30).default(30).describe('until the server closes the stream, on its own clock'),
  until: z
    .enum(['closed', 'event'])
    .default('closed')
    .describe('what ends it well: the server closes the stream in its time, or the first event comes'),
  sendToSelf: z
    .boolean()
    .default(false)
    .describe('send a message to the own mailbox once the stream stands, which is then to be told'),
})
type Options = z.output<typeof options>

/** What a stream has brought so far. */
class Watch {
  readonly #started = performance.now()
  readonly events: string[] = []
  signsOfLife = 0
  #firstByte: number | undefined
  #sentAt: number | undefined
  #toldAt: number | undefined

  begun(): void {
    this.#firstByte ??= performance.now()
  }

  sent(): void {
    this.#sentAt = performance.now()
  }

  told(events: readonly string[]): void {
    if (events.length > 0) this.#toldAt ??= performance.now()
    this.events.push(...events)
  }

  get heldMilliseconds(): number {
    return Math.round(performance.now() - this.#started)
  }

  get facts(): Record<string, string | number> {
    const after = (at: number, from: number): number => Math.round(at - from)
    return {
      events: this.events.join(', '),
      eventCount: this.events.length,
      keepAlives: Math.max(0, this.signsOfLife - 1),
      heldMilliseconds: this.heldMilliseconds,
      ...(this.#firstByte === undefined ? {} : { firstByteMilliseconds: after(this.#firstByte, this.#started) }),
      ...(this.#toldAt === undefined || this.#sentAt === undefined
        ? {}
        : { notifiedMilliseconds: Math.max(0, after(this.#toldAt, this.#sentAt)) }),
    }
  }
}

export const ewsStreaming = defineAction({
  name: 'ews.streaming',
  about:
    'An EWS application subscribes to streaming notifications and holds the stream (GetStreamingEvents). Facts: responseCode, firstByteMilliseconds, events (names), eventCount, keepAlives, notifiedMilliseconds (from the message sent to itself to the event), heldMilliseconds, closed (the server ended the stream in its time).',
  options,
  async act(run, given) {
    const subscribed = await run.send(request(run, given, subscribeOperation(given.folder, given.events)))
    const answered = ewsEnvelope(run, given, subscribed)
    if ('refused' in answered) return run.failed(answered.refused.summary, answered.refused.facts)
    const { root } = answered
    const responseCode = textOf(root, 'ResponseCode') ?? ''
    run.note({ responseCode })
    const subscription = textOf(root, 'SubscriptionId')
    if (responseCode !== 'NoError' || subscription === undefined) {
      return run.failed(
        `${placeOf(given.url)} refused the subscription: ${ewsReason(root, responseCode, 'without a word')}.`,
      )
    }

    const watch = new Watch()
    // The server is silent for 45 s at most; a minute more than the stream may last is what EWS clients wait.
    const patience = { answerWithin: 60_000, idle: (given.minutes * 60 + 60) * 1_000 }
    const operation = streamOperation(subscription, given.minutes)
    const answer = await run.open({ ...request(run, given, operation), ...patience })
    if (answer.status !== 200) return streamRefused(run, given, await readWhole(answer, run.context.signal))
    return listen(run, given, answer, watch)
  },
})

function request(run: ActionRun, given: Options, operation: string): HttpRequest {
  const { headers = [], ...rest } = ewsRequest(given, () => run.user, operation)
  // Both tell a front end to keep to the server of the mailbox.
  const affinity = [
    ['X-AnchorMailbox', run.user.mailbox],
    ['X-PreferServerAffinity', 'true'],
  ] as const
  return { ...rest, headers: [...headers, ...affinity] }
}

function streamRefused(run: ActionRun, given: Options, response: HttpResponse): ActionResult {
  const answer = ewsEnvelope(run, given, response)
  if ('refused' in answer) return run.failed(answer.refused.summary, answer.refused.facts)
  const { root } = answer
  const responseCode = textOf(root, 'ResponseCode') ?? ''
  const reason = ewsReason(root, responseCode, 'without a word')
  return run.failed(`${placeOf(given.url)} refused the stream: ${reason}.`, { responseCode })
}

async function listen(run: ActionRun, given: Options, { body }: HttpAnswer, watch: Watch): Promise<ActionResult> {
  const place = placeOf(given.url)
  const splitter = new EnvelopeSplitter()
  const decoder = new TextDecoder()
  let closed = false
  try {
    for await (const chunk of body) {
      watch.begun()
      for (const envelope of splitter.push(decoder.decode(chunk, { stream: true }))) {
        const { responseCode, text, status, events } = readStreamMessage(envelope, `The stream of ${place}`)
        run.note({ responseCode })
        watch.told(events)
        if (responseCode !== 'NoError') {
          return run.failed(`${place} ended the stream: ${responseCode}, ${quoted(text ?? 'without a word')}.`, {
            ...watch.facts,
            closed,
          })
        }
        if (status === 'Closed') closed = true
        if (status === 'OK' && ++watch.signsOfLife === 1) {
          run.context.established()
          if (given.sendToSelf) await sendToSelf(run, given, watch)
        }
        if (given.until === 'event' && events.length > 0) {
          return run.ok(`${place} told of ${events.join(', ')} over the stream.`, { ...watch.facts, closed })
        }
      }
    }
  } catch (error) {
    run.context.signal.throwIfAborted()
    if (error instanceof RangeError)
      throw new CauseError('bad-response', `The stream of ${place} holds ${error.message}.`, error)
    if (!(error instanceof CauseError)) throw error
    const facts = { ...watch.facts, closed }
    return run.failed(
      `The stream was cut after ${watch.heldMilliseconds} ms: ${quoted(error.message)}.`,
      facts,
      error.failureCause,
    )
  }
  const facts = { ...watch.facts, closed }
  const held = `${place} held the stream for ${watch.heldMilliseconds} ms`
  if (!closed) return run.failed(`${held} and ended it without saying so.`, facts, 'truncated')
  if (given.until === 'event') return run.failed(`${held} and told of nothing.`, facts)
  return run.ok(`${held}, told of ${watch.events.length} events and closed it.`, facts)
}

async function sendToSelf(run: ActionRun, given: Options, watch: Watch): Promise<void> {
  watch.sent()
  // The stream holds the action's own connection.
  const sent = await run.send(
    request(run, given, sendOperation(run.user.mailbox, 'Notification test')),
    run.newSession(),
  )
  const code = textOf(parseXml(sent.body, 'The answer to CreateItem'), 'ResponseCode')
  if (code !== 'NoError')
    throw new CauseError(
      'bad-response',
      `The test message was refused (${sent.status}, ${code ?? 'no response code'}).`,
    )
}
