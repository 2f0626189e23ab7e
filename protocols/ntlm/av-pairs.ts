// AV pairs: the list of attributes inside a Type 2 target info and a Type 3 NTLMv2 response (MS-NLMP 2.2.2.1).

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

/** Ids of AV pairs. */
export const avId = {
  end: 0,
  netbiosComputer: 1,
  netbiosDomain: 2,
  dnsComputer: 3,
  dnsDomain: 4,
  dnsTree: 5,
  flags: 6,
  timestamp: 7,
  targetName: 9,
  channelBindings: 0xa,
} as const

/** Bit of the `flags` pair: the Type 3 message carries a MIC. */
export const avFlagMic = 0x2

/** In order of the wire, without the pair that ends the list. */
export type AvPairs = readonly (readonly [id: number, value: Buffer])[]

/** @throws ProtocolSyntaxError when a pair is cut off or the list has no end. */
export function decodeAvPairs(bytes: Uint8Array): AvPairs {
  const reader = new ByteReader('NTLM', bytes)
  const pairs: [number, Buffer][] = []
  for (;;) {
    const id = reader.u16('an AV pair')
    const value = reader.take(reader.u16('an AV pair'), 'the value of an AV pair')
    if (id === avId.end) return pairs
    pairs.push([id, value])
  }
}

/** With the pair that ends the list. */
export function encodeAvPairs(pairs: AvPairs): Buffer {
  const writer = new ByteWriter()
  for (const [id, value] of pairs) writer.u16(id).u16(value.length).put(value)
  return writer.u16(avId.end).u16(0).end()
}

/** The value of the first pair with that id. */
export function avValue(pairs: AvPairs, id: number): Buffer | undefined {
  return pairs.find(([present]) => present === id)?.[1]
}
