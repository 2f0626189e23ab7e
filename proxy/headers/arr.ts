// What IIS Application Request Routing tells the server, in its order (reference/reverse-proxies.md section 1.7):
// Connection: Keep-Alive, the client's own fields, Max-Forwards, X-Original-URL, X-Forwarded-For with the port, X-ARR-SSL,
// X-ARR-ClientCert (DER in base64), X-ARR-LOG-ID. Empty values are not sent.

import { randomUUID } from 'node:crypto'
import { endpointText } from '../../base/endpoint-text.ts'
import { headerValue } from '../../http1/index.ts'
import { plainAddress } from '../ip-address.ts'
import { originPart } from '../path/target.ts'
import type { ClientTls, ForwardFacts, ForwardStyle } from './facts.ts'
import { forwardedFor, isForwarded } from './standard.ts'

/** ARR's limit of hops; every ARR on the way counts it down. */
const mostHops = 10

export const arrStyle: ForwardStyle = {
  connection: 'Keep-Alive',
  // X-ARR-LOG-ID.
  unique: true,
  drops: (name, { trustedPeer }) =>
    name === 'max-forwards' ||
    name === 'x-original-url' ||
    name === 'x-forwarded-for' ||
    name.startsWith('x-arr-') ||
    (!trustedPeer && isForwarded(name)),
  adds: (facts) => [
    ['Max-Forwards', String(hopsLeft(facts))],
    ['X-Original-URL', originalUrl(facts.target)],
    ['X-Forwarded-For', forwardedFor(facts, withPort(facts))],
    ...(facts.tls === undefined ? [] : [['X-ARR-SSL', arrSsl(facts.tls)] as const]),
    ...(facts.tls?.client === undefined ? [] : [['X-ARR-ClientCert', facts.tls.client.der] as const]),
    ['X-ARR-LOG-ID', facts.requestId ?? randomUUID()],
  ],
  addsToAnswers: [['X-Powered-By', 'ARR/3.0']],
}

function hopsLeft({ headers }: ForwardFacts): number {
  const said = headerValue(headers, 'max-forwards')
  if (said === undefined || !/^\d{1,3}$/.test(said)) return mostHops
  return Math.min(Math.max(Number(said) - 1, 0), mostHops)
}

/** Path and query, as URL Rewrite saw them before any rule. */
function originalUrl(target: string): string {
  const path = originPart(target)
  return path === '' || path.startsWith('?') ? `/${path}` : path
}

function withPort(facts: ForwardFacts): string {
  return endpointText({ address: plainAddress(facts.clientAddress), port: facts.clientPort })
}

/** `keysize|secretkeysize|issuer DN|subject DN`: bits of the certificate's key, bits of the cipher. */
function arrSsl({ certificateBits, cipher, issuer, subject }: ClientTls): string {
  return [certificateBits, cipherBits(cipher), issuer, subject].join('|').replace(/[^ -~]/g, '?')
}

/** The key length that a suite's name tells; the rest of the suites in use (ChaCha20) have 256 bits. */
function cipherBits(cipher: string): number {
  if (/AES_?128|CAMELLIA_?128|ARIA_?128/.test(cipher)) return 128
  return /3DES|DES-CBC3/.test(cipher) ? 168 : 256
}
