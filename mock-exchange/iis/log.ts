// IIS's log: what it saw of every request, written once the exchange is over.

import type { IncomingMessage } from 'node:http'
import type { FailureCause } from '../../base/failure-cause.ts'
import { redactHeaders } from '../../base/redact.ts'
import type { HopKind, HopRecord } from '../../base/trace.ts'
import { headerValue } from '../../http1/index.ts'
import type { Response } from './http-server/response.ts'
import type { Arrival } from './http-server/server.ts'

/** What the server itself finds out about a request while it serves it. */
export interface LogNotes {
  subStatus?: number
  cause?: FailureCause
  detail?: string
  /** `CONTOSO\alice`. */
  identity?: string
}

export interface RequestLog {
  /** Begins the entry of a request; it is written when the exchange is over, however it ends. */
  begin(arrival: Arrival): LogNotes
  /** The entry of a request under way. */
  notesOf(request: IncomingMessage): LogNotes
}

/** A log of one site. */
export function createRequestLog(hop: HopKind, host: string, record: (hop: HopRecord) => void): RequestLog {
  const entries = new WeakMap<IncomingMessage, LogNotes>()
  return {
    begin({ request, response, head, connection }) {
      const notes: LogNotes = {}
      entries.set(request, notes)
      const at = Date.now()
      const start = performance.now()
      response.once('close', () => {
        const cutOff = !response.writableFinished
        record({
          hop,
          host,
          requestId: headerValue(head.headers, 'client-request-id'),
          at,
          method: head.method,
          target: head.target,
          scheme: connection.scheme,
          authority: headerValue(head.headers, 'host') ?? '',
          connection: connection.number,
          requestHeaders: redactHeaders(head.headers),
          ...(response.headersSent ? { status: response.statusCode, responseHeaders: sentHeaders(response) } : {}),
          requestBytes: request.bodyBytes,
          responseBytes: response.bodyBytes,
          milliseconds: performance.now() - start,
          ...(cutOff ? { cause: 'client-gone' } : {}),
          ...notes,
        })
      })
      return notes
    },
    notesOf: (request) => entries.get(request) ?? {},
  }
}

function sentHeaders(response: Response): [string, string][] {
  const headers = response.getRawHeaderNames().flatMap((name) => {
    const value = response.getHeader(name) ?? ''
    return (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)])
  })
  return redactHeaders(headers)
}
