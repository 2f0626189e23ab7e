// One request of MAPI over HTTP as a client sends it ([MS-OXCMAPIHTTP] 3.1), and what came of it.

import { randomUUID } from 'node:crypto'
import { MapiHttpResponseReader, type MetaTag, mapiResponseCodes } from '../../../protocols/mapi-http/index.ts'
import type { ActionRun } from '../../action-run.ts'
import { type AuthenticationScheme, type HttpRequest, headerValue, headerValues } from '../../http/index.ts'
import { answered, logOnRefused, placeOf } from '../../words.ts'
import { outlookHeaders } from '../outlook.ts'

/** What a request is sent with. */
export interface MapiHttpRequest {
  readonly url: URL
  readonly type: string
  readonly body: Buffer
  readonly auth: AuthenticationScheme
  /** Milliseconds until the answer's head is there, and between two pieces of it. */
  readonly patience?: number
  readonly onSent?: (requestId: string) => void
  /** Told of each tag as it comes, of PENDING beats while the request is held. */
  readonly onTag?: (tag: MetaTag) => void
}

/** An answer with X-ResponseCode 0, or why there is none. */
export type MapiHttpAnswer =
  | {
      readonly body: Buffer
      readonly tags: readonly MetaTag[]
      readonly pendingPeriod: number
      readonly firstByteMilliseconds: number
      readonly serverApplication: string
      readonly hasContext: boolean
    }
  | {
      readonly failed: string
      /** `none` when the server said no code. */
      readonly responseCode?: number | 'none'
      readonly schemes?: string
      readonly status: number
    }

/** A client's requests to one endpoint: they share an id and count up. */
export class MapiHttpClient {
  readonly #run: ActionRun
  readonly #id = randomUUID().toUpperCase()
  #sent = 0

  constructor(run: ActionRun) {
    this.#run = run
  }

  /** @throws CauseError when the network fails; ProtocolSyntaxError for an answer that is not whole */
  async send(request: MapiHttpRequest): Promise<MapiHttpAnswer> {
    const { url, type, body, auth, patience, onSent, onTag } = request
    const run = this.#run
    const started = performance.now()
    this.#sent += 1
    const message: HttpRequest = {
      url,
      method: 'POST',
      headers: [
        ...outlookHeaders,
        ['Content-Type', 'application/mapi-http'],
        ['X-RequestType', type],
        ['X-RequestId', `{${this.#id}}:${this.#sent}`],
        ['X-ClientInfo', `{${this.#id}}:1`],
        ['X-ClientApplication', 'Outlook/15.0.4569.1503'],
      ],
      body,
      scheme: auth,
      account: auth === 'none' ? undefined : run.user,
      ...(patience === undefined ? {} : { answerWithin: patience, idle: patience }),
      ...(onSent === undefined ? {} : { onSent }),
    }
    const answer = await run.open(message)
    const isMapi =
      answer.status === 200 && /^application\/mapi-http/i.test(headerValue(answer.headers, 'content-type') ?? '')
    const reader = new MapiHttpResponseReader()
    const chunks: Buffer[] = []
    let firstByteMilliseconds: number | undefined
    for await (const chunk of answer.body) {
      firstByteMilliseconds ??= Math.round(performance.now() - started)
      if (!isMapi) chunks.push(chunk)
      else for (const tag of reader.push(chunk)) onTag?.(tag)
    }
    const { status } = answer
    const responseCode = Number(headerValue(answer.headers, 'x-responsecode') ?? Number.NaN)
    if (!isMapi) {
      const response = { ...answer, body: Buffer.concat(chunks) }
      if (status === 401) {
        const { summary, facts } = logOnRefused(response, auth, run.context.as)
        return { failed: summary, schemes: String(facts['schemes'] ?? ''), status }
      }
      return Number.isNaN(responseCode)
        ? { failed: `${answered(response)}.`, status }
        : refused(url, type, responseCode, status)
    }
    const whole = reader.end()
    // A code that comes with DONE overrides the one of the head, which was sent before the outcome was known.
    const finalCode = Number(headerValue(whole.headers, 'x-responsecode') ?? responseCode)
    if (finalCode !== 0) return refused(url, type, finalCode, status)
    return {
      body: whole.body,
      tags: whole.tags,
      pendingPeriod: Number(headerValue(answer.headers, 'x-pendingperiod') ?? 0),
      firstByteMilliseconds: firstByteMilliseconds ?? 0,
      serverApplication: headerValue(answer.headers, 'x-serverapplication') ?? '',
      hasContext: headerValues(answer.headers, 'set-cookie').some((line) => /^MapiContext=/i.test(line)),
    }
  }
}

function refused(url: URL, type: string, responseCode: number, status: number): MapiHttpAnswer {
  const code = Number.isNaN(responseCode) ? 'none' : responseCode
  const words = mapiResponseCodes.get(responseCode) ?? 'an unknown code'
  return {
    failed: `${placeOf(url)} refused ${type} with X-ResponseCode ${code}: ${words}.`,
    responseCode: code,
    status,
  }
}
