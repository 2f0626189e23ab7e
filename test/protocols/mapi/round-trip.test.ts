import fc from 'fast-check'
import t from 'tap'
import { ByteReader } from '../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { readExtendedBuffers, writeExtendedBuffers } from '../../../protocols/mapi/extended-buffer.ts'
import { readPropertyName, writePropertyName } from '../../../protocols/mapi/property-name.ts'
import { readRow, writeRow } from '../../../protocols/mapi/property-row.ts'
import { multiple, propertyTypes, tagOf } from '../../../protocols/mapi/property-types.ts'
import { readValue, type TaggedValue, type ValueLayout, writeValue } from '../../../protocols/mapi/property-values.ts'
import { type RecipientRow, readRecipientRow, writeRecipientRow } from '../../../protocols/mapi/recipient-row.ts'
import { type Restriction, readRestriction, writeRestriction } from '../../../protocols/mapi/restriction.ts'
import { decodeRopBuffer, encodeRopBuffer } from '../../../protocols/mapi/rop-buffer.ts'
import { readSortOrders, writeSortOrders } from '../../../protocols/mapi/sort-order.ts'
import { counterOf, storeId } from '../../../protocols/mapi/store-id.ts'
import { readTaggedValues, writeTaggedValues } from '../../../protocols/mapi/tagged-values.ts'

const layouts: readonly ValueLayout[] = ['rop', 'wide', 'address-book']
const layout = fc.constantFrom(...layouts)

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((one) => !one.includes('\0'))
const narrow = fc.stringMatching(/^[ -~]{0,20}$/)
const binary = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))
// FILETIMEs are taken to the millisecond; from 1601 to 9999.
const time = fc.integer({ min: -11_644_473_600_000, max: 253_402_300_799_999 })

const single = {
  [propertyTypes.integer16]: fc.integer({ min: -0x8000, max: 0x7fff }),
  [propertyTypes.integer32]: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  [propertyTypes.floating64]: fc.double({ noNaN: true }),
  [propertyTypes.boolean]: fc.boolean(),
  [propertyTypes.integer64]: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  [propertyTypes.currency]: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  [propertyTypes.string8]: narrow,
  [propertyTypes.string]: text,
  [propertyTypes.time]: time,
  [propertyTypes.guid]: fc.uuid(),
  [propertyTypes.binary]: binary,
} as const

const tagged = fc
  .tuple(fc.integer({ min: 1, max: 0xfffe }), fc.constantFrom(...Object.keys(single).map(Number)), fc.boolean())
  .chain(([id, type, many]): fc.Arbitrary<TaggedValue> => {
    const value = single[type as keyof typeof single] as fc.Arbitrary<string | number | bigint | boolean | Buffer>
    // Truth values have no lists.
    const isList = many && type !== propertyTypes.boolean
    return isList
      ? fc.array(value, { maxLength: 4 }).map((list) => ({ tag: tagOf(id, type | multiple), value: list }))
      : value.map((one) => ({ tag: tagOf(id, type), value: one }))
  })

t.test('values of every type go there and back, in every layout', async (t) => {
  fc.assert(
    fc.property(tagged, layout, ({ tag, value }, kind) => {
      const writer = new ByteWriter()
      writeValue(writer, tag & 0xffff, value, kind)
      const reader = new ByteReader('MAPI', writer.end())
      t.same(readValue(reader, tag & 0xffff, kind), value)
      t.equal(reader.left, 0)
    }),
  )
})

t.test('lists of properties and rows go there and back, errors in their places', async (t) => {
  const cell = fc.oneof(
    tagged,
    fc.tuple(tagged, fc.integer({ min: 1, max: 0xffff_ffff })).map(([{ tag }, code]) => ({ tag, error: code })),
  )
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 6 }), layout, (cells, kind) => {
      const columns = cells.map(({ tag }) => tag)
      const row = cells.map((one) =>
        'error' in one ? { tag: tagOf(one.tag >>> 16, propertyTypes.errorCode), value: one.error } : one,
      )
      const writer = new ByteWriter()
      writeRow(writer, columns, row, kind)
      t.same(readRow(new ByteReader('MAPI', writer.end()), columns, kind), row)
      const list = new ByteWriter()
      writeTaggedValues(list, row, kind)
      t.same(readTaggedValues(new ByteReader('MAPI', list.end()), kind), row)
    }),
  )
})

t.test(
  'a row is flagged when a value is missing, and a column without a type says with each value what it is',
  async (t) => {
    const writer = new ByteWriter()
    const columns = [0x0037001f, 0x0e080003]
    writeRow(
      writer,
      columns,
      [
        { tag: 0x0037001f, value: 'Hi' },
        { tag: 0x0e08000a, value: 0x8004010f },
      ],
      'rop',
    )
    t.equal(writer.end().toString('hex'), '0100480069000000' + '0a0f010480')
    const typed = new ByteWriter()
    writeRow(typed, [0x00370000], [{ tag: 0x0037001f, value: 'Hi' }], 'rop')
    t.equal(typed.end().toString('hex'), '001f00480069000000')
  },
)

const leaf = fc.oneof(
  tagged.map((value): Restriction => ({ kind: 'property', operator: 'less', tag: value.tag, value })),
  tagged.map((value): Restriction => ({ kind: 'content', fuzzyLevel: 0x10001, tag: value.tag, value })),
  fc.constant<Restriction>({ kind: 'exist', tag: 0x0037001f }),
  fc.constant<Restriction>({ kind: 'bitmask', wanted: 'zero', tag: 0x0e070003, mask: 1 }),
  fc.constant<Restriction>({ kind: 'size', operator: 'greater', tag: 0x0e080003, bytes: 1_024 }),
  fc.constant<Restriction>({ kind: 'compare', operator: 'not-equal', first: 0x0042001f, second: 0x0c1a001f }),
)
const restriction = fc.letrec<{ readonly any: Restriction }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('any'), { maxLength: 3 }).map((parts): Restriction => ({ kind: 'and', parts })),
    fc.array(tie('any'), { maxLength: 3 }).map((parts): Restriction => ({ kind: 'or', parts })),
    tie('any').map((part): Restriction => ({ kind: 'not', part })),
    tie('any').map((part): Restriction => ({ kind: 'sub-object', tag: 0x0e12000d, part })),
    tie('any').map((part): Restriction => ({ kind: 'comment', values: [], part })),
    tie('any').map((part): Restriction => ({ kind: 'count', count: 3, part })),
  ),
})).any

t.test('restrictions go there and back; those that stand too deep are refused', async (t) => {
  fc.assert(
    fc.property(restriction, fc.constantFrom<ValueLayout>('rop', 'wide'), (given, kind) => {
      const writer = new ByteWriter()
      writeRestriction(writer, given, kind)
      t.same(readRestriction(new ByteReader('MAPI', writer.end()), kind), given)
    }),
  )
  t.throws(() => readRestriction(new ByteReader('MAPI', Buffer.alloc(100_000, 2)), 'rop'), /deep/)
})

t.test('sort orders, names, recipients, ids and ROP buffers go there and back', async (t) => {
  const orders = { orders: [{ tag: 0x0e060040, descending: true }], categories: 1, expanded: 0 }
  const writer = new ByteWriter()
  writeSortOrders(writer, orders)
  t.same(readSortOrders(new ByteReader('MAPI', writer.end())), orders)
  const set = '00062008-0000-0000-c000-000000000046'
  for (const name of [
    { kind: 'number', set, number: 34_160 },
    { kind: 'text', set, text: 'content-class' },
    { kind: 'none', set },
  ] as const) {
    const bytes = new ByteWriter()
    writePropertyName(bytes, name)
    t.same(readPropertyName(new ByteReader('MAPI', bytes.end())), name)
  }
  const columns = [0x39fe001f]
  const rows: readonly RecipientRow[] = [
    { dn: undefined, displayType: 0, addressType: 'SMTP', emailAddress: 'a@b.c', displayName: 'Ä', properties: [] },
    {
      dn: '/o=x/cn=a',
      displayType: 1,
      addressType: undefined,
      emailAddress: undefined,
      displayName: 'A',
      properties: [{ tag: 0x39fe001f, value: 'a@b.c' }],
    },
    { dn: undefined, displayType: 0, addressType: 'FAX', emailAddress: '1', displayName: undefined, properties: [] },
  ]
  for (const row of rows) {
    t.same(readRecipientRow(new ByteReader('MAPI', writeRecipientRow(columns, row)), columns), row)
  }
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (counter) => counterOf(storeId(counter)) === counter))
  const buffer = { rops: Buffer.from([1, 0, 0]), handles: [7, 0xffff_ffff] }
  t.same(decodeRopBuffer(encodeRopBuffer(buffer)), buffer)
  t.same(readExtendedBuffers(writeExtendedBuffers([buffer.rops, Buffer.alloc(9)])), [buffer.rops, Buffer.alloc(9)])
})
