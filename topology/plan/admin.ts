// The admin endpoint of an edge file.

import { isIP } from 'node:net'
import type { Endpoint } from '../edge-plan.ts'
import type { Path } from '../problems.ts'
import { splitEndpoint } from '../schema/values.ts'
import { normalAddress } from './addresses.ts'
import type { Notes } from './notes.ts'

/**
 * Where the admin endpoint listens; undefined when it is off. Notes an address that others than this machine can reach, as
 * whoever reaches it may ask without a password, and one that a listener has.
 * @param take remembers the endpoint as taken
 */
export function planAdmin(
  text: string | undefined,
  take: (endpoint: Endpoint, by: string, path: Path) => void,
  notes: Notes,
): Endpoint | undefined {
  const split = text === undefined ? undefined : splitEndpoint(text)
  if (split === undefined) return undefined
  const endpoint = { address: normalAddress(split.address), port: split.port }
  if (!isLoopback(endpoint.address)) {
    const wayOut = 'use 127.0.0.1, and reach it from elsewhere through ssh (ssh -L 9901:127.0.0.1:9901 …)'
    notes.tell(['admin'], `the admin endpoint asks for no password, so it listens on loopback only; ${wayOut}`)
  }
  if (endpoint.port !== 0) take(endpoint, 'a listener', ['admin'])
  return endpoint
}

/** RFC 1122 section 3.2.1.3 (127.0.0.0/8), RFC 4291 section 2.5.3 (::1), RFC 6761 section 6.3 (localhost). */
function isLoopback(address: string): boolean {
  if (isIP(address) === 4) return address.startsWith('127.')
  return address === '::1' || address.toLowerCase() === 'localhost'
}
