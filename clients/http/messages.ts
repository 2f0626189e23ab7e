// What an action asks of the HTTP client, and what it gets.

import type { Readable } from 'node:stream'
import type { FailureCause } from '../../base/failure-cause.ts'
import type { HeaderList } from '../../base/trace.ts'

/** How a client logs on. `ntlm` and `negotiate` (NTLM inside SPNEGO) hold for the connection, `basic` for a request. */
export const authenticationSchemes = ['none', 'basic', 'ntlm', 'negotiate'] as const
/** One of the ways to log on. */
export type AuthenticationScheme = (typeof authenticationSchemes)[number]

/** Whom a request logs on as. */
export interface Account {
  readonly user: string
  readonly domain: string
  readonly password: string
}

/** One request of an action; NTLM makes several legs of it. */
export interface HttpRequest {
  readonly url: URL
  readonly method?: string
  /** Sent as given; Host, Cookie, Authorization, Connection and framing are the client's own business. */
  readonly headers?: HeaderList
  /** A function makes a body that streams; with NTLM it is called for the last leg only. */
  readonly body?: Buffer | (() => Readable)
  readonly scheme?: AuthenticationScheme
  /** Needed for every scheme but `none`. */
  readonly account?: Account | undefined
  /** Asks the server before the body is sent (RFC 9110 section 10.1.1). */
  readonly expectContinue?: boolean
  /** Milliseconds until the answer's head is there; 30 000 unless told. */
  readonly answerWithin?: number
  /** Milliseconds between two pieces of the answer's body; 30 000 unless told. */
  readonly idle?: number
  /** Called once the whole request is on its way, for every leg, with its `client-request-id`. */
  readonly onSent?: (requestId: string) => void
}

/** An answer whose body is still to be read. */
export interface HttpAnswer {
  readonly url: URL
  readonly status: number
  readonly reason: string
  /** As on the wire: separate WWW-Authenticate lines are separate. */
  readonly headers: HeaderList
  /** Ends with a `CauseError` when the connection breaks. Must be read or destroyed. */
  readonly body: Readable
  readonly requestId: string
  /** Number of the client's connection, from 1. */
  readonly connection: number
  /** Interim answers before it, such as 100. */
  readonly interim: readonly number[]
}

/** An answer read whole. */
export interface HttpResponse extends Omit<HttpAnswer, 'body'> {
  readonly body: Buffer
}

/** One request as the client saw it, once it is over. */
export interface HttpRecord {
  readonly requestId: string
  readonly at: number
  readonly method: string
  readonly url: URL
  /** Host header. */
  readonly authority: string
  readonly connection: number
  readonly requestHeaders: HeaderList
  readonly status: number | undefined
  readonly responseHeaders: HeaderList | undefined
  readonly requestBytes: number
  readonly responseBytes: number
  readonly milliseconds: number
  readonly cause: FailureCause | undefined
  readonly detail: string | undefined
}
