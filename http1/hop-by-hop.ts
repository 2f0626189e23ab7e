import { listMembers } from './headers.ts'
import type { RawHeaders } from './types.ts'

/** Fields that speak of one connection only (RFC 9110 section 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'])

// Fields meant for all recipients, which nobody may have removed by naming them in Connection; a client that could would
// choose what the server behind gets to see.
const neverByOption = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'cache-control',
  'expect',
  'authorization',
  'cookie',
  'set-cookie',
  'forwarded',
  'via',
  'max-forwards',
  'client-cert',
  'client-cert-chain',
  'client-request-id',
  'front-end-https',
  'x-original-url',
])

function isNeverByOption(name: string): boolean {
  return neverByOption.has(name) || name.startsWith('x-forwarded-') || name.startsWith('x-arr-')
}

/**
 * The headers that go on to the next hop: without the hop-by-hop fields and those that Connection names. Content-Length,
 * Trailer and Expect stay.
 */
export function endToEndHeaders(headers: RawHeaders): (readonly [name: string, value: string])[] {
  const options = listMembers(headers, 'connection')
  return headers.filter(([name]) => {
    const lower = name.toLowerCase()
    if (hopByHop.has(lower)) return false
    return options.length === 0 || !options.includes(lower) || isNeverByOption(lower)
  })
}
