import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { unwrapRtf, wrapRtf } from '../../../protocols/mapi/compressed-rtf.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

const most = 1_000_000

// The examples of [MS-OXRTFCP] 4.1, recalled: their checksums are over these very bytes.
const examples: readonly (readonly [rtf: string, hex: string])[] = [
  [
    '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277 05b06c647d0a800fa0',
  ],
  ['{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}', '1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0'],
]
const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

t.test('the examples of the specification', async (t) => {
  for (const [rtf, hex] of examples) t.equal(unwrapRtf(bytesOf(hex), most).toString('latin1'), rtf)
})

t.test('what is wrapped is unwrapped', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) =>
      unwrapRtf(wrapRtf(Buffer.from(bytes)), most).equals(bytes),
    ),
  )
})

t.test('bytes that are none are refused, and none reserve more than they may', async (t) => {
  const [, second] = examples.map(([, hex]) => bytesOf(hex))
  if (second === undefined) return t.fail('no example')
  const changed = (at: number, value: number): Buffer => {
    const copy = Buffer.from(second)
    copy.writeUInt32LE(value, at)
    return copy
  }
  for (const [what, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['cut off', second.subarray(0, -1)],
    ['a size without a header', changed(0, 3)],
    ['a size beyond the end', changed(0, 0xffff_ffff)],
    ['less RTF than there is', changed(4, 27)],
    ['more RTF than may be', changed(4, most + 1)],
    ['another form', changed(8, 1)],
    ['a wrong checksum', changed(12, 1)],
  ] as const) {
    t.throws(() => unwrapRtf(bytes, most), ProtocolSyntaxError, what)
  }
})

t.test('whatever is compressed comes to no more than it may, and to RTF or an error of the format', async (t) => {
  const lzfu = (contents: Buffer, size: number): Buffer => {
    const head = Buffer.alloc(16)
    head.writeUInt32LE(contents.length + 12, 0)
    head.writeUInt32LE(size, 4)
    head.write('LZFu', 8)
    head.writeUInt32LE(~crc32(contents, 0xffff_ffff) >>> 0, 12)
    return Buffer.concat([head, contents])
  }
  let read = 0
  const bounded = (contents: Uint8Array, size: number): boolean => {
    try {
      const { length } = unwrapRtf(lzfu(Buffer.from(contents), size), most)
      read += 1
      return length <= Math.min(size, most, 9 * contents.length)
    } catch (error) {
      return error instanceof ProtocolSyntaxError
    }
  }
  const bytes = fc.uint8Array({ maxLength: 300 })
  // The reference to where the next byte goes: after nothing, or after eight bytes as they are.
  const ended = bytes.map((some) =>
    Buffer.concat([
      Buffer.alloc(1),
      Buffer.from([...some, ...Buffer.alloc(8)]).subarray(0, 8),
      Buffer.of(1, 0x0d, 0x70),
    ]),
  )
  fc.assert(fc.property(fc.oneof(bytes, ended), fc.oneof(fc.nat(400), fc.nat(0xffff_ffff)), bounded))
  t.ok(read > 0)
})
