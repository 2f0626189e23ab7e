// Weighted rendezvous hashing: every server draws a number from the key, and the best one wins. When a server goes, only its
// own keys move; when it comes back, the same ones return. A weight is the share of the keys.
// (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998; with weights: Schindelhauer and
// Schomaker, "Weighted distributed hash tables", 2005, the logarithmic method.)

import { type Member, weightOf } from '../member.ts'
import { type BalancedRequest, type Balancer, lowest } from './balancer.ts'
import { createRoundRobin } from './round-robin.ts'

const hashes = new WeakMap<Member, number>()

/** The candidate that a key belongs to, undefined when there are none. The same on every edge with the same servers. */
export function rendezvous(candidates: readonly Member[], key: string): Member | undefined {
  const hash = hashText(key)
  // The winner of -ln(u)/weight is chosen with a probability that its weight gives.
  return lowest(candidates, (member) => -Math.log(fraction(mix(hash, hashOf(member)))) / weightOf(member))[0]
}

/**
 * A balancer by hash.
 * @param keyOf what the hash of a request is over; undefined when there is nothing of it: those go round robin, as with
 *   HAProxy's `balance hdr()` and `url_param` (HAProxy configuration manual, section 4.2, "balance")
 */
export function createHash(keyOf: (request: BalancedRequest) => string | undefined): Balancer {
  const withoutKey = createRoundRobin()
  return {
    choose(candidates, request) {
      const key = keyOf(request)
      return key === undefined ? withoutKey.choose(candidates, request) : rendezvous(candidates, key)
    },
  }
}

/** The key of several values, in order, undefined when all are empty. They cannot run into one another. */
export function joinValues(values: readonly string[]): string | undefined {
  return values.every((value) => value === '') ? undefined : values.join('\n')
}

function hashOf(member: Member): number {
  let hash = hashes.get(member)
  if (hash === undefined) {
    const { name, endpoint } = member.plan
    hash = hashText(`${name} ${endpoint.address}:${endpoint.port}`)
    hashes.set(member, hash)
  }
  return hash
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Stirs two hashes until each bit depends on all (the finaliser of MurmurHash3). */
function mix(one: number, other: number): number {
  let hash = one ^ Math.imul(other, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A number over 0 and below 1. */
function fraction(hash: number): number {
  return (hash + 0.5) / 0x1_0000_0000
}
