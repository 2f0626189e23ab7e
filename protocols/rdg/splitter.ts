import { ProtocolSyntaxError } from '../syntax-error.ts'
import { decodeRdg, type RdgPacket, rdgHeaderLength, rdgLongestPacket } from './packets.ts'

/**
 * Random bytes before the first packet of the OUT channel (MS-TSGU 3.3.5.1: a limited number). Real gateways send ten,
 * and FreeRDP passes over exactly as many.
 */
export const rdgSeedLength = 10

/** Cuts a channel's bytes, in pieces of any size, into packets. At most one packet is held back. */
export class RdgSplitter {
  #held: Buffer = Buffer.alloc(0)

  /** The packets that these bytes complete. @throws ProtocolSyntaxError when one is malformed or too long */
  push(chunk: Uint8Array): readonly RdgPacket[] {
    let rest = Buffer.concat([this.#held, chunk])
    const packets: RdgPacket[] = []
    while (rest.length >= rdgHeaderLength) {
      const length = rest.readUInt32LE(4)
      if (length < rdgHeaderLength || length > rdgLongestPacket) {
        throw new ProtocolSyntaxError('RDG', `a packet of ${length} bytes`)
      }
      if (rest.length < length) break
      packets.push(decodeRdg(rest.subarray(0, length)))
      rest = rest.subarray(length)
    }
    this.#held = rest
    return packets
  }
}
