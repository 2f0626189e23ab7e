// Queries as bytes, and messages as dns-packet reads them.

import { randomInt } from 'node:crypto'
import { type DecodedPacket, decode, encode, type RecordType } from 'dns-packet'
import { udpWithEdns } from './reply.ts'
import { flags } from './wire.ts'

/** A query with a number nobody can guess, asking for recursion, saying by EDNS that more than 512 bytes are welcome. */
export function encodeQuery(name: string, type: string): Buffer {
  return encode({
    type: 'query',
    id: randomInt(0x1_0000),
    flags: flags.recursionDesired,
    // The types of dns-packet list what has a name; it takes UNKNOWN_65 as well.
    questions: [{ name, type: type as RecordType }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: udpWithEdns,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  })
}

/** The message read; undefined when it is malformed. */
export function decodeOrNone(message: Buffer): DecodedPacket | undefined {
  try {
    return decode(message)
  } catch {
    return undefined
  }
}
