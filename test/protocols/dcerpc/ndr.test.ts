import fc from 'fast-check'
import t from 'tap'
import { NdrReader, NdrWriter } from '../../../protocols/dcerpc/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

/** One argument: how it is written, and how it is read again. */
interface Argument {
  write(writer: NdrWriter): unknown
  read(reader: NdrReader): unknown
  readonly value: unknown
}

const buffer = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes))
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const text = fc.string({ maxLength: 20 }).map((value) => value.replaceAll('\0', ''))
const of = <T>(value: T, write: (writer: NdrWriter) => unknown, read: (reader: NdrReader) => T): Argument => ({
  value,
  write,
  read,
})
const argument: fc.Arbitrary<Argument> = fc.oneof(
  fc.nat(255).map((value) =>
    of(
      value,
      (w) => w.u8(value),
      (r) => r.u8('x'),
    ),
  ),
  fc.nat(65_535).map((value) =>
    of(
      value,
      (w) => w.u16(value),
      (r) => r.u16('x'),
    ),
  ),
  u32.map((value) =>
    of(
      value,
      (w) => w.u32(value),
      (r) => r.u32('x'),
    ),
  ),
  fc.integer().map((value) =>
    of(
      value,
      (w) => w.u32(value),
      (r) => r.i32('x'),
    ),
  ),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) =>
    of(
      value,
      (w) => w.u64(value),
      (r) => r.u64('x'),
    ),
  ),
  fc.uuid().map((value) =>
    of(
      value,
      (w) => w.uuid(value),
      (r) => r.uuid('x'),
    ),
  ),
  buffer(30).map((value) =>
    of(
      value,
      (w) => w.conformantBytes(value),
      (r) => r.conformantBytes('x'),
    ),
  ),
  fc.tuple(buffer(30), fc.nat(9)).map(([value, more]) =>
    of(
      value,
      (w) => w.conformantVaryingBytes(value, value.length + more),
      (r) => r.conformantVaryingBytes('x'),
    ),
  ),
  text.map((value) =>
    of(
      value,
      (w) => w.string16(value),
      (r) => r.string16('x'),
    ),
  ),
  fc.option(text, { nil: undefined }).map((value) =>
    of(
      value,
      (w) => w.unique(value, (present) => w.string16(present)),
      (r) => r.unique('x', () => r.string16('x')),
    ),
  ),
  buffer(20).map((bytes) => {
    const value = Buffer.from(bytes.filter((byte) => byte !== 0))
    return of(
      value,
      (w) => w.string8(value),
      (r) => r.string8('x'),
    )
  }),
  fc.array(u32, { maxLength: 9 }).map((value) =>
    of(
      value,
      (w) => w.array(value, (element) => w.u32(element)),
      (r) => r.array('x', 4, () => r.u32('x')),
    ),
  ),
)

t.test('arguments of all kinds, in any order, are read as they were written', async (t) => {
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 12 }), (all) => {
      const writer = new NdrWriter()
      for (const { write } of all) write(writer)
      const reader = new NdrReader(writer.end())
      for (const { read, value } of all) t.strictSame(read(reader), value)
      t.equal(reader.left, 0)
    }),
    { numRuns: 100 },
  )
})

t.test('a stub cut short, or with counts that lie, is the typed error and reserves nothing', async (t) => {
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 6 }), fc.nat(200), (all, at) => {
      const writer = new NdrWriter()
      for (const { write } of all) write(writer)
      const stub = writer.end()
      if (stub.length === 0) return true
      const reader = new NdrReader(stub.subarray(0, at % stub.length))
      try {
        for (const { read } of all) read(reader)
        return false
      } catch (error) {
        return error instanceof ProtocolSyntaxError
      }
    }),
  )
  const huge = new NdrWriter().u32(0xffffffff).u32(0).u32(0xffffffff).end()
  t.throws(() => new NdrReader(huge).conformantBytes('x'), ProtocolSyntaxError)
  t.throws(() => new NdrReader(huge).string16('x'), ProtocolSyntaxError)
  t.throws(() => new NdrReader(huge).array('x', 4, () => 0), ProtocolSyntaxError)
  const offset = new NdrWriter().u32(4).u32(1).u32(1).u32(0).end()
  t.throws(() => new NdrReader(offset).conformantVaryingBytes('x'), /does not begin at its first element/)
  const overfull = new NdrWriter().u32(1).u32(0).u32(4).u32(0).end()
  t.throws(() => new NdrReader(overfull).conformantVaryingBytes('x'), /4 elements in a room of 1/)
  const endless = new NdrWriter().u32(2).u32(0).u32(2).u16(65).u16(66).end()
  t.throws(() => new NdrReader(endless).string16('x'), /no NUL/)
})

t.test('the layout is the one of C706: alignment from the first byte, referents that are not 0', async (t) => {
  const writer = new NdrWriter().u8(1).u16(2).u8(3).u32(4)
  writer.unique('hi', (value) => writer.string16(value)).pointer(false)
  t.equal(
    writer.end().toString('hex'),
    '01000200030000000400000004000200' + '0300000000000000030000006800690000000000' + '00000000',
  )
})
