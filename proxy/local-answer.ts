import { STATUS_CODES } from 'node:http'
import type { RawHeaders } from '../http1/index.ts'
import { type ErrorPageFacts, errorPage } from './pages.ts'

/** An answer of the edge's own, without Connection. */
export interface LocalAnswer {
  readonly status: number
  readonly reason: string
  readonly headers: RawHeaders
  readonly body: Buffer
}

/** The page that tells why a request is not served. */
export function errorAnswer(status: number, facts: ErrorPageFacts): LocalAnswer {
  const { reason, headers, body } = errorPage(status, facts)
  return { status, reason, headers: [date(), ...headers], body }
}

/** Sends the client somewhere else for now. */
export function redirectAnswer(location: string): LocalAnswer {
  const body = Buffer.from(`Go to ${location}\n`)
  return {
    status: 302,
    reason: STATUS_CODES[302] ?? '',
    headers: [
      date(),
      // A location is ASCII (RFC 9110 section 10.2.2); names beyond it in the configuration are encoded as UTF-8.
      ['Location', location.toWellFormed().replace(/[^!-~]/g, encodeURIComponent)],
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Content-Length', String(body.length)],
    ],
    body,
  }
}

/** The Date field of an answer that begins here (RFC 9110 section 6.6.1). */
export function date(): readonly [string, string] {
  return ['Date', new Date().toUTCString()]
}
