// NTLM and Negotiate authenticate a connection, not a request (RFC 4559 section 6; reference/reverse-proxies.md section 0.3).
// From the first sign of them a client's connection therefore has a server connection of its own, which no other client
// ever uses and which closes together with it.
//
//   client 1 ══ edge ══ server connection 1     pinned
//   client 2 ══ edge ══ server connection 2     pinned
//   client 3 ── edge ── server connection 3 ┐
//   client 4 ── edge ──────────────────────┘    shared, one request after the other

import { headerValues, type RawHeaders } from '../http1/index.ts'

const schemes = /^\s*(?:NTLM|Negotiate)(?:\s|,|$)/i
// A server may offer several schemes in one line; parameters of others stand between them.
const offered = /(?:^|,)\s*(?:NTLM|Negotiate)(?:\s|,|$)/i

/** Whether a request carries credentials that bind to the connection. */
export function bindsByRequest(headers: RawHeaders): boolean {
  return headerValues(headers, 'authorization').some((value) => schemes.test(value))
}

/** Whether an answer offers such a scheme: the client's next request may take it up. */
export function bindsByAnswer(headers: RawHeaders): boolean {
  return headerValues(headers, 'www-authenticate').some((value) => offered.test(value))
}
