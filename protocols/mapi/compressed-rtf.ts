// Compressed RTF ([MS-OXRTFCP]; layout, dictionary and both published examples are recalled, and the examples' checksums agree).
//
//   size of the rest · size of the RTF · "LZFu" or "MELA" · checksum · contents
//   LZFu: a byte says of the next eight, lowest bit first, whether each is a byte as it is, or two that point into the last 4096

import { crc32 } from 'node:zlib'
import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

const compressed = 0x75465a4c
const uncompressed = 0x414c454d
const headerSize = 16

/** What the window holds before anything is read. */
const dictionary = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
)
const windowSize = 4_096

/** The bytes of an RTF text as PidTagRtfCompressed has them, not made smaller, which the format allows. */
export function wrapRtf(rtf: Buffer): Buffer {
  return new ByteWriter()
    .u32(rtf.length + headerSize - 4)
    .u32(rtf.length)
    .u32(uncompressed)
    .u32(0)
    .put(rtf)
    .end()
}

/**
 * The RTF that the bytes of PidTagRtfCompressed hold.
 * @param most bytes that it may have
 * @throws ProtocolSyntaxError for more, for another form, a wrong checksum, a wrong size, and contents that end too early
 */
export function unwrapRtf(bytes: Buffer, most: number): Buffer {
  const reader = new ByteReader('MAPI', bytes)
  const rest = reader.u32('the compressed size') - (headerSize - 4)
  const size = reader.u32('the size of the RTF')
  const form = reader.u32('the form of compression')
  const checksum = reader.u32('the checksum')
  if (rest < 0) throw reader.error(`a compressed size of ${rest + headerSize - 4} has no room for its own header`)
  if (size > most) throw reader.error(`${size} bytes of RTF are more than ${most}`)
  const contents = reader.take(rest, 'the compressed RTF')
  if (form === uncompressed) return Buffer.from(contents.subarray(0, size))
  if (form !== compressed) throw reader.error(`the form of compression 0x${form.toString(16)} is neither LZFu nor MELA`)
  if (checksumOf(contents) !== checksum) throw reader.error('the checksum of the compressed RTF is wrong')
  // Two bytes stand for seventeen at most: a size that lies cannot make anybody reserve memory for it.
  return expand(new ByteReader('MAPI', contents), Buffer.alloc(Math.min(size, contents.length * 9)))
}

/** CRC-32 that begins with nothing and ends as it is. */
function checksumOf(contents: Buffer): number {
  return ~crc32(contents, 0xffff_ffff) >>> 0
}

function expand(reader: ByteReader, output: Buffer): Buffer {
  const window = Buffer.alloc(windowSize)
  dictionary.copy(window)
  let at = dictionary.length
  let written = 0
  const put = (byte: number): void => {
    if (written === output.length) throw reader.error('there is more RTF than its size says')
    output[written] = byte
    written += 1
    window[at] = byte
    at = (at + 1) % windowSize
  }
  for (;;) {
    const control = reader.u8('a control byte')
    for (let bit = 1; bit <= 0x80; bit <<= 1) {
      if ((control & bit) === 0) {
        put(reader.u8('a byte'))
        continue
      }
      const reference = (reader.u8('a reference') << 8) | reader.u8('a reference')
      const from = reference >> 4
      // Whoever points to where the next byte goes has ended.
      if (from === at) return output.subarray(0, written)
      const count = (reference & 0xf) + 2
      for (let index = 0; index < count; index++) put(window[(from + index) % windowSize] ?? 0)
    }
  }
}
