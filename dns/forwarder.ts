// Questions that no zone here answers, asked of another server: the intranet's DNS asks the public one.

import { randomInt } from 'node:crypto'
import type { Answer } from 'dns-packet'
import { exchange, type ServerAddress } from './exchange.ts'
import { decodeOrNone, encodeQuery } from './query.ts'
import { type Rcode, rcodes } from './rcodes.ts'
import { flags, readHeader } from './wire.ts'

/** Two attempts of this many milliseconds are less than a client waits, so it hears SERVFAIL rather than nothing. */
const timeout = 800
/** Questions that may wait for the other server at a time; what is more gets SERVFAIL at once. */
const places = 500

interface OtherAnswer {
  readonly rcode: Rcode
  readonly answers: readonly Answer[]
  readonly authorities: readonly Answer[]
}

export interface Forwarder {
  /** The other server's reply to a query, byte for byte but for two flags; undefined when none came. */
  pass(query: Buffer): Promise<Buffer | undefined>
  /** What the other server says of a name; undefined when it says nothing of use. */
  lookUp(name: string, type: string): Promise<OtherAnswer | undefined>
}

/** @param signal ends all that is under way, by an exception where it waits */
export function createForwarder(server: ServerAddress, signal: AbortSignal): Forwarder {
  let taken = 0
  const ask = async (query: Buffer): Promise<Buffer | undefined> => {
    if (taken >= places) return undefined
    taken += 1
    try {
      return await exchange(server, query, { timeout, attempts: 2, signal })
    } finally {
      taken -= 1
    }
  }
  return {
    async pass(query) {
      const own = Buffer.from(query)
      // A number of its own: with the client's, whoever knows it could answer in the other server's name.
      own.writeUInt16BE(randomInt(0x1_0000), 0)
      const answer = await ask(own)
      if (answer === undefined) return undefined
      const reply = Buffer.from(answer)
      reply.writeUInt16BE(query.readUInt16BE(0), 0)
      // This server is no authority for it, and it did recurse.
      reply.writeUInt16BE((reply.readUInt16BE(2) & ~flags.authoritative) | flags.recursionAvailable, 2)
      return reply
    },
    async lookUp(name, type) {
      const answer = await ask(encodeQuery(name, type))
      if (answer === undefined) return undefined
      const packet = decodeOrNone(answer)
      const code = readHeader(answer)?.rcode
      const rcode = Object.entries(rcodes).find(([, value]) => value === code)?.[0] as Rcode | undefined
      if (packet === undefined || rcode === undefined) return undefined
      return { rcode, answers: packet.answers ?? [], authorities: packet.authorities ?? [] }
    },
  }
}
