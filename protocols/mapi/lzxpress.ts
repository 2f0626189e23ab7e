import { ProtocolSyntaxError } from '../syntax-error.ts'

/**
 * Unpacks LZ77 with DIRECT2 ([MS-OXCRPC] 3.1.4.1.1.2, the same as [MS-XCA] 2.4): 32 flags at a time, each for a byte (0)
 * or for a distance and length (1).
 * @param size bytes that come out, no more are made
 * @throws ProtocolSyntaxError
 */
export function decompress(input: Uint8Array, size: number): Buffer {
  const packed = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const output = Buffer.alloc(size)
  let [at, written, indicator, bits] = [0, 0, 0, 0]
  /** Where the byte stands of which the next long length takes the upper half. */
  let halfUsed: number | undefined
  const need = (count: number): number => {
    if (at + count > packed.length) throw error('the packed bytes end too early')
    at += count
    return at - count
  }
  while (written < size) {
    if (bits === 0) {
      indicator = packed.readUInt32LE(need(4))
      bits = 32
    }
    bits--
    if (((indicator >>> bits) & 1) === 0) {
      output.writeUInt8(packed.readUInt8(need(1)), written++)
      continue
    }
    const match = packed.readUInt16LE(need(2))
    const distance = (match >>> 3) + 1
    let length = match & 7
    if (length === 7) {
      if (halfUsed === undefined) {
        halfUsed = need(1)
        length = packed.readUInt8(halfUsed) & 15
      } else {
        length = packed.readUInt8(halfUsed) >>> 4
        halfUsed = undefined
      }
      if (length === 15) {
        length = packed.readUInt8(need(1))
        if (length === 255) {
          length = packed.readUInt16LE(need(2))
          if (length === 0) length = packed.readUInt32LE(need(4))
          if (length < 22) throw error('a length is told in more bytes than it needs')
          length -= 22
        }
        length += 15
      }
      length += 7
    }
    length += 3
    if (distance > written) throw error('a distance leads before the beginning')
    if (length > size - written) throw error(`more than ${size} bytes come out`)
    // Byte by byte: what is copied may begin in what has just been written.
    for (const end = written + length; written < end; written++) {
      output.writeUInt8(output.readUInt8(written - distance), written)
    }
  }
  return output
}

const error = (message: string): ProtocolSyntaxError => new ProtocolSyntaxError('MAPI', message)
