import {
  type BodyFraming,
  encodeResponseHead,
  hasToken,
  type RawHeaders,
  type RequestHead,
  type ResponseHead,
  responseFraming,
} from '../http1/index.ts'
import type { HeaderStyle } from '../topology/schema/edge.ts'
import { BodyRelay } from './body-relay.ts'
import { isOutChannel } from './channels.ts'
import { returnHeaders } from './headers/index.ts'
import { answerFields, type MessagePolicy } from './message-policy.ts'

/** How an answer goes on to the client. */
export interface ReplyPlan {
  readonly status: number
  readonly headers: RawHeaders
  /** The head as it is written. */
  readonly bytes: Buffer
  /** The body as it comes. */
  readonly framing: BodyFraming
  /** Whether it goes out in chunks. */
  readonly chunked: boolean
  /** Whether the client's connection may serve another request afterwards, and the server's. */
  readonly keepClient: boolean
  readonly keepServer: boolean
  /** Whether only the end of the connection ends the answer at the client. */
  readonly untilClose: boolean
}

/** An answer on its way: what was planned, and its body so far. */
export class Reply {
  readonly plan: ReplyPlan
  readonly relay: BodyRelay

  constructor(plan: ReplyPlan) {
    this.plan = plan
    this.relay = new BodyRelay(plan.framing, plan.chunked)
  }
}

export interface ReplyFacts {
  /** The request, and whether its connection may go on. */
  readonly request: { readonly head: RequestHead; readonly keepsAlive: boolean }
  readonly style: HeaderStyle
  readonly messages: Pick<MessagePolicy, 'hidden' | 'via'>
  readonly setCookie: string | undefined
  /** Whether the connections of client and server live and die together. */
  readonly bound: boolean
  readonly draining: boolean
}

/**
 * Plans the way of an answer: framing on both sides, and what becomes of the two connections. A body that lasts until the
 * server closes goes on in chunks, so that the client can tell its end from a broken connection; HTTP/1.0 knows no chunks, and
 * clients of channels (`isOutChannel`) count its bytes from the head on.
 * @throws HttpSyntaxError when the answer's framing makes no sense
 */
export function planReply(head: ResponseHead, facts: ReplyFacts): ReplyPlan {
  const { head: request, keepsAlive: requestKeeps } = facts.request
  const framing = responseFraming(head, request.method)
  const keepServer = framing.kind !== 'until-close' && keepsAlive(head)
  const out = framingToClient(framing, request)
  const untilClose = out.kind === 'until-close'
  const keepClient = !untilClose && !facts.draining && requestKeeps && (keepServer || !facts.bound)
  const connection = keepClient ? (request.minorVersion === 0 ? 'keep-alive' : undefined) : 'close'
  const headers = returnHeaders(facts.style, {
    // 204 must not have a length (RFC 9110 section 8.6).
    headers: head.status === 204 ? withoutLength(head.headers) : head.headers,
    framing: out,
    ...answerFields(facts.messages, head.minorVersion),
    ...(connection === undefined ? {} : { connection }),
    ...(facts.setCookie === undefined ? {} : { setCookie: facts.setCookie }),
  })
  return {
    status: head.status,
    headers,
    bytes: encodeResponseHead({ status: head.status, reason: head.reason, headers }),
    framing,
    chunked: out.kind === 'chunked',
    keepClient,
    keepServer,
    untilClose,
  }
}

/** Whether a message lets its connection go on (RFC 9112 section 9.3). */
export function keepsAlive(head: RequestHead | ResponseHead): boolean {
  return head.minorVersion === 1
    ? !hasToken(head.headers, 'connection', 'close')
    : hasToken(head.headers, 'connection', 'keep-alive')
}

function framingToClient(framing: BodyFraming, { method, minorVersion }: RequestHead): BodyFraming {
  if (framing.kind === 'none' || framing.kind === 'length') return framing
  if (framing.kind === 'until-close' && isOutChannel(method)) return framing
  return { kind: minorVersion === 1 ? 'chunked' : 'until-close' }
}

function withoutLength(headers: RawHeaders): RawHeaders {
  return headers.filter(([name]) => name.toLowerCase() !== 'content-length')
}
