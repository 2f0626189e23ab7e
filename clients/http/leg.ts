// One request over the wire, recorded: NTLM makes several of one `HttpRequest`.

import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { CertificateSeen } from '../../base/certificate-seen.ts'
import type { CauseError } from '../../base/failure-cause.ts'
import type { HeaderList } from '../../base/trace.ts'
import type { Connection, WireResponse } from './connection.ts'
import type { CookieJar } from './cookies.ts'
import { counted } from './counting.ts'
import { type ExchangeStage, exchangeFailure } from './failure.ts'
import { headerValue, headerValues } from './headers.ts'
import type { HttpAnswer, HttpRecord, HttpRequest } from './messages.ts'

/** Who is told of what a session does on behalf of one action. */
export interface HttpObserver {
  readonly signal: AbortSignal
  /** Before each request, with its `client-request-id`. */
  onRequest(requestId: string): void
  /** Once each request is over. */
  onRecord(record: HttpRecord): void
  onCertificate(certificate: CertificateSeen): void
}

/** What a leg is sent with. */
export interface LegWorld {
  readonly connection: Connection
  readonly cookies: CookieJar
  readonly observer: HttpObserver
}

/** An Authorization header, or none, and whether the request's body goes with it. */
export interface LegOptions {
  readonly authorization?: string
  readonly withBody: boolean
}

/**
 * Sends one leg; the answer's body is left to stream.
 * @throws CauseError with a sentence; what the observer's signal aborted with, once it is aborted.
 */
export async function sendLeg(request: HttpRequest, world: LegWorld, options: LegOptions): Promise<HttpAnswer> {
  const { url, method = 'GET' } = request
  const { connection, cookies, observer } = world
  const requestId = randomUUID()
  observer.onRequest(requestId)
  const headers = headersOf(request, cookies, requestId, options)
  const body = outgoing(options.withBody ? request.body : undefined)
  const at = Date.now()
  const started = performance.now()

  const record = (response: WireResponse | undefined, responseBytes: number, failure?: CauseError): void =>
    observer.onRecord({
      requestId,
      at,
      method,
      url,
      authority: headerValue(headers, 'host') ?? url.host,
      connection: connection.number,
      requestHeaders: headers,
      status: response?.status,
      responseHeaders: response?.headers,
      requestBytes: body.bytes,
      responseBytes,
      milliseconds: performance.now() - started,
      cause: failure?.failureCause,
      detail: failure?.message,
    })
  const failed = (error: unknown, stage: ExchangeStage): CauseError => exchangeFailure(error, url, stage)

  try {
    const response = await connection.exchange({
      method,
      target: `${url.pathname}${url.search}`,
      headers,
      body: body.stream,
      answerWithin: answerWithin(request, options),
      idle: request.idle ?? 30_000,
      signal: observer.signal,
      onSent: () => request.onSent?.(requestId),
      onCertificate: (certificate) => observer.onCertificate(certificate),
    })
    for (const cookie of headerValues(response.headers, 'set-cookie')) cookies.store(url, cookie)
    const watched = counted(response.body, (error) => {
      const failure = error && failed(error, 'answer')
      record(response, watched.bytes, failure)
      return failure
    })
    return { url, requestId, connection: connection.number, ...response, body: watched.stream }
  } catch (error) {
    const failure = failed(error, 'request')
    record(undefined, 0, failure)
    observer.signal.throwIfAborted()
    throw failure
  }
}

/** Milliseconds unless a request says otherwise. */
const patience = 30_000

/** A leg without the body cannot be what a request wants to be held for: it is the question for an NTLM challenge. */
function answerWithin({ answerWithin = patience }: HttpRequest, { withBody }: LegOptions): number {
  return withBody ? answerWithin : Math.min(answerWithin, patience)
}

function headersOf(
  { url, headers = [] }: HttpRequest,
  cookies: CookieJar,
  requestId: string,
  { authorization, withBody }: LegOptions,
): HeaderList {
  const cookie = cookies.header(url)
  const aboutBody = ['content-type', 'content-length', 'content-encoding']
  return [
    ...headers.filter(([name]) => withBody || !aboutBody.includes(name.toLowerCase())),
    ...(cookie === undefined ? [] : [['Cookie', cookie] as const]),
    ...(authorization === undefined ? [] : [['Authorization', authorization] as const]),
    ['client-request-id', requestId],
  ]
}

/** The body as it is sent, counted as it goes when it streams. */
function outgoing(body: HttpRequest['body']): {
  readonly stream: Buffer | Readable | undefined
  readonly bytes: number
} {
  return typeof body === 'function' ? counted(body(), (error) => error) : { stream: body, bytes: body?.length ?? 0 }
}
