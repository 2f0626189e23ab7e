// The headers of a message on its way through the edge: hop-by-hop fields end here, framing is written anew, and each style
// adds what it has to say. All else keeps the sender's case and order.

import { type BodyFraming, endToEndHeaders, headerValue, type RawHeaders } from '../../http1/index.ts'
import type { HeaderStyle } from '../../topology/schema/edge.ts'
import { arrStyle } from './arr.ts'
import type { ForwardFacts, ForwardStyle, ReturnFacts } from './facts.ts'
import { noneStyle } from './none.ts'
import { isClientCertificate, isForwarded, standardStyle } from './standard.ts'

export type { ClientCertificate, ClientTls, ForwardFacts, ReturnFacts } from './facts.ts'

type Field = readonly [name: string, value: string]

/** Every style by its name in the edge file. A new one is a file here, a line below and a word in the schema. */
const styles: Readonly<Record<HeaderStyle, ForwardStyle>> = {
  standard: standardStyle,
  arr: arrStyle,
  none: noneStyle,
}

/** Whether the same request is forwarded with the same headers again. */
export function repeats(style: HeaderStyle): boolean {
  return styles[style].unique !== true
}

/** The complete headers of a request to a server. */
export function forwardHeaders(style: HeaderStyle, facts: ForwardFacts): RawHeaders {
  const { connection, drops, adds } = styles[style]
  const kept = endToEndHeaders(facts.headers).filter(([name]) => {
    const lower = name.toLowerCase()
    if (lower === 'expect') return facts.expectContinue
    // IIS gives both X-Forwarded-For and X_Forwarded_For to programs as HTTP_X_FORWARDED_FOR.
    const plain = lower.replaceAll('_', '-')
    if (facts.dropsUnderscores === true && plain !== lower) return false
    return !drops(plain, facts) && !(isClientCertificate(plain) && dropsCertificate(facts))
  })
  const headers: Field[] = connectionFields(facts, connection)
  if (headerValue(kept, 'host') === undefined) headers.push(['Host', facts.host])
  headers.push(...framed(counted(kept, facts.method), facts.framing, '0'), ...adds(facts))
  if (facts.via !== undefined) headers.push(['Via', facts.via])
  return headers
}

/**
 * Whether what claims to be a client certificate stays away, in every style: a server that believes such a field would let in
 * whoever writes it (RFC 9440 section 4). A proxy in front may have seen one, unless this edge has itself.
 */
function dropsCertificate({ tls, trustedPeer }: ForwardFacts): boolean {
  return !trustedPeer || tls?.client !== undefined
}

/** Whether a field of a client's trailer goes on: what an edge has to say of a request does not come behind its body. */
export function mayTrail([name]: readonly [string, string]): boolean {
  const plain = name.toLowerCase().replaceAll('_', '-')
  return (
    !isForwarded(plain) &&
    !isClientCertificate(plain) &&
    !plain.startsWith('x-arr-') &&
    plain !== 'x-original-url' &&
    plain !== 'front-end-https'
  )
}

/** The same where fields with an underscore in their name are not wanted. */
export function mayTrailPlainly(field: readonly [string, string]): boolean {
  return !field[0].includes('_') && mayTrail(field)
}

/** The complete headers of an answer to the client. */
export function returnHeaders(style: HeaderStyle, facts: ReturnFacts): RawHeaders {
  const kept = endToEndHeaders(facts.headers)
  const framedHeaders = framed(kept, facts.framing, headerValue(kept, 'content-length'))
  const all = [...framedHeaders, ...styles[style].addsToAnswers]
  const { hidden } = facts
  const headers =
    hidden === undefined || hidden.size === 0 ? all : all.filter(([name]) => !hidden.has(name.toLowerCase()))
  if (facts.via !== undefined) headers.push(['Via', facts.via])
  if (facts.setCookie !== undefined) headers.push(['Set-Cookie', facts.setCookie])
  if (facts.connection === 'upgrade') {
    headers.push(['Connection', 'Upgrade'], ['Upgrade', headerValue(facts.headers, 'upgrade') ?? ''])
  } else if (facts.connection !== undefined) {
    headers.push(['Connection', facts.connection])
  }
  return headers
}

/** Max-Forwards counts down on the way of OPTIONS and TRACE; of 0 the edge makes an end itself (RFC 9110 section 7.6.2). */
function counted(headers: readonly Field[], method: string): readonly Field[] {
  if (method !== 'OPTIONS' && method !== 'TRACE') return headers
  return headers.map((field): Field => {
    const [name, value] = field
    return name.toLowerCase() === 'max-forwards' && /^\d{1,9}$/.test(value)
      ? [name, String(Math.max(Number(value) - 1, 0))]
      : field
  })
}

function connectionFields(facts: ForwardFacts, connection: string | undefined): Field[] {
  const protocol = headerValue(facts.headers, 'upgrade')
  if (facts.upgrade && protocol !== undefined) {
    return [
      ['Connection', 'Upgrade'],
      ['Upgrade', protocol],
    ]
  }
  return connection === undefined ? [] : [['Connection', connection]]
}

/**
 * The fields with the framing that the next hop gets, at the place of the old one where there was one.
 * @param lengthOfNone Content-Length to leave on a message without body that has one
 */
function framed(headers: RawHeaders, framing: BodyFraming, lengthOfNone: string | undefined): Field[] {
  const length = framing.kind === 'length' ? String(framing.length) : framing.kind === 'none' ? lengthOfNone : undefined
  const result: Field[] = []
  let written = false
  for (const field of headers) {
    if (field[0].toLowerCase() !== 'content-length') result.push(field)
    else if (length !== undefined && !written) {
      result.push([field[0], length])
      written = true
    }
  }
  if (framing.kind === 'length' && !written) result.push(['Content-Length', String(framing.length)])
  if (framing.kind === 'chunked') result.push(['Transfer-Encoding', 'chunked'])
  return result
}
