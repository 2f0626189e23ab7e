import { type Member, weightOf } from '../member.ts'
import { type Balancer, lowest } from './balancer.ts'

/**
 * The same server for the same client address, by rendezvous hashing: every server draws a number from the address, the best
 * one wins. When a server goes, only its own clients move; when it comes back, the same ones return. A weight is the share of
 * the addresses. What Outlook Anywhere to Exchange 2010 wants, which ignores cookies.
 */
export function createSourceHash(): Balancer {
  const hashes = new WeakMap<Member, number>()
  const hashOf = (member: Member): number => {
    let hash = hashes.get(member)
    if (hash === undefined) {
      const { name, endpoint } = member.plan
      hash = hashText(`${name} ${endpoint.address}:${endpoint.port}`)
      hashes.set(member, hash)
    }
    return hash
  }

  return {
    choose(candidates, { clientAddress }) {
      const client = hashText(plainAddress(clientAddress))
      // The winner of -ln(u)/weight is chosen with a probability that its weight gives (weighted rendezvous hashing).
      return lowest(candidates, (member) => -Math.log(fraction(mix(client, hashOf(member)))) / weightOf(member))[0]
    },
  }
}

/** An IPv4 client is the same on a socket that also takes IPv6. */
function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '')
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
