import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { ByteReader } from '../../../protocols/byte-reader.ts'
import { checksum } from '../../../protocols/oab/checksum.ts'
import {
  type DetailsFile,
  decodeDetails,
  encodeDetails,
  packContainer,
  unpackContainer,
} from '../../../protocols/oab/index.ts'
import type { PropertyValue } from '../../../protocols/oab/values.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import { runPython } from '../../interop/programs.ts'

t.test('the checksum is CRC-32 without its last inversion', async (t) => {
  // CRC-32 of "123456789" is CBF43926; without the inversion it is its complement.
  t.equal(checksum(Buffer.from('123456789')), 0x340bc6d9)
})

t.test('a file has the bytes of the specification', async (t) => {
  const file = encodeDetails({
    headerProperties: [{ tag: 0x68010003, flags: 0 }],
    recordProperties: [
      { tag: 0x3001001f, flags: 1 },
      { tag: 0x39000003, flags: 0 },
    ],
    header: new Map([[0x68010003, 300]]),
    records: [
      new Map<number, PropertyValue>([
        [0x3001001f, 'Å'],
        [0x39000003, 6],
      ]),
      new Map([[0x39000003, 200]]),
    ],
  })
  const rest = `24000000 01000000 03000168 00000000 02000000 1f000130 01000000 03000039 00000000 08000000 80 822c01 09000000 c0 c38500 06 07000000 40 81c8`
  t.equal(file.subarray(12).toString('hex'), rest.replaceAll(' ', ''))
  t.equal(file.readUInt32LE(0), 0x20)
  t.equal(file.readUInt32LE(4), checksum(file.subarray(12)))
  t.equal(file.readUInt32LE(8), 2)
})

const text = fc
  .string({ minLength: 1, maxLength: 20 })
  .filter((each) => !each.includes('\0'))
  .map((each) => each.toWellFormed())
const values: Readonly<Record<number, fc.Arbitrary<PropertyValue>>> = {
  805371935: text,
  956301315: fc.nat(0xffff_ffff),
  980484107: fc.boolean(),
  2355953922: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  2148470815: fc.array(text, { maxLength: 5 }),
}
const tags = Object.keys(values).map(Number)
const record = fc
  .record(Object.fromEntries(tags.map((tag) => [tag, fc.option(values[tag] ?? text, { nil: undefined })])))
  .map(
    (each) =>
      new Map(Object.entries(each).flatMap(([tag, value]) => (value === undefined ? [] : [[Number(tag), value]]))),
  )
const properties = tags.map((tag) => ({ tag, flags: tag % 4 }))
const files: fc.Arbitrary<DetailsFile> = fc
  .tuple(record, fc.array(record, { maxLength: 5 }))
  .map(([header, records]) => ({ headerProperties: properties, recordProperties: properties, header, records }))

t.test('any address book goes there and back', async (t) => {
  fc.assert(
    fc.property(files, (file) => {
      const packed = packContainer(encodeDetails(file))
      const read = decodeDetails(unpackContainer(packed) ?? Buffer.alloc(0))
      return encodeDetails(read).equals(encodeDetails(file)) && read.records.length === file.records.length
    }),
    { numRuns: 200 },
  )
  t.pass()
})

t.test('any bytes are decoded or refused with the typed error, also with a right checksum', async (t) => {
  const whole = packContainer(
    encodeDetails({
      headerProperties: properties,
      recordProperties: properties,
      header: new Map([[0x3001001f, 'list']]),
      records: [new Map([[0x39000003, 6]])],
    }),
  )
  const holds = (decode: (bytes: Buffer) => unknown, bytes: Buffer): boolean => {
    try {
      decode(bytes)
      return true
    } catch (error) {
      return error instanceof ProtocolSyntaxError
    }
  }
  const damaged = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
    const bytes = Buffer.from(whole)
    for (const [at, value] of changes) bytes[at] = value
    return bytes
  })
  const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        damaged,
        cut,
      ),
      (bytes) => {
        const inner = Buffer.from(bytes.subarray(32))
        if (inner.length > 12) inner.writeUInt32LE(checksum(inner.subarray(12)), 4)
        return holds(unpackContainer, bytes) && holds(decodeDetails, inner)
      },
    ),
    { numRuns: 1_000 },
  )
  t.pass()
})

t.test('the container has blocks of at most 256 kB, each with its checksum', async (t) => {
  const file = Buffer.alloc(0x40000 + 10, 'x')
  const reader = new ByteReader('OAB', packContainer(file))
  t.same(
    [1, 2, 3, 4].map(() => reader.u32('header')),
    [3, 1, 0x40000, file.length],
  )
  for (const length of [0x40000, 10]) {
    t.same(
      [1, 2, 3].map(() => reader.u32('block')),
      [0, length, length],
    )
    const crc = reader.u32('checksum')
    t.equal(crc, checksum(reader.take(length, 'data')))
  }
  t.equal(reader.left, 0)
})

t.test('a container packed by LZX is whole, but not read', async (t) => {
  const packed = packContainer(Buffer.from('content'))
  packed.writeUInt32LE(1, 16)
  t.equal(unpackContainer(packed), undefined)
  packed.writeUInt32LE(7, 16)
  t.throws(() => unpackContainer(packed), ProtocolSyntaxError)
})

/** libmspack, which Evolution reads address books with. */
const libmspack = `
import ctypes, sys
library = ctypes.CDLL('libmspack.so.0')
class Decompressor(ctypes.Structure):
    _fields_ = [('decompress', ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p))]
library.mspack_create_oab_decompressor.restype = ctypes.POINTER(Decompressor)
decompressor = library.mspack_create_oab_decompressor(None)
print('result', decompressor.contents.decompress(ctypes.cast(decompressor, ctypes.c_void_p), sys.argv[1].encode(), sys.argv[2].encode()))
`
const found = await runPython('import ctypes; ctypes.CDLL("libmspack.so.0"); print("found")', [])
const skip = found.includes('found') ? false : 'libmspack is not installed'

t.test('libmspack unpacks the container to the same bytes', { skip }, async (t) => {
  const folder = t.testdir()
  const file = Buffer.from(Array.from({ length: 600_000 }, (_, at) => (at * 7919) % 251))
  const [packed, unpacked] = [join(folder, 'packed.lzx'), join(folder, 'unpacked.oab')]
  writeFileSync(packed, packContainer(file))
  t.match(await runPython(libmspack, [packed, unpacked]), 'result 0')
  t.ok(readFileSync(unpacked).equals(file))
})
