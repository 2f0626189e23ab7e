import t from 'tap'
import { addressBookFile, checksum } from '../../../../mock-exchange/vdirs/oab/address-book-file.ts'
import { packContainer } from '../../../../mock-exchange/vdirs/oab/container.ts'
import { ByteReader } from '../../../../protocols/byte-reader.ts'
import { alice, bob } from '../host.ts'

const list = { name: '\\Global Address List', dn: '/', guid: '11111111-1111-4111-8111-111111111111', sequence: 300 }

/** Reads a file back, as a client does. */
function read(file: Buffer) {
  const reader = new ByteReader('OAB', file)
  const u32 = (): number => reader.u32('a number')
  const [version, serial, count] = [u32(), u32(), u32()]
  const metadataSize = u32()
  const metadataStart = reader.at - 4
  const table = (): number[] => Array.from({ length: u32() }, () => [u32(), u32()][0] ?? 0)
  const [headerTags, recordTags] = [table(), table()]
  t.equal(reader.at - metadataStart, metadataSize)
  const integer = (): number => {
    const first = reader.u8('an integer')
    return first <= 0x7f ? first : reader.take(first - 0x80, 'an integer').readUIntLE(0, first - 0x80)
  }
  const record = (tags: readonly number[]): Map<number, string | number> => {
    const start = reader.at
    const size = u32()
    const presence = reader.take(Math.ceil(tags.length / 8), 'presence')
    const values = new Map<number, string | number>()
    for (const [index, tag] of tags.entries()) {
      if (((presence[Math.trunc(index / 8)] ?? 0) & (0x80 >> (index % 8))) === 0) continue
      const isText = (tag & 0xffff) === 0x1f || (tag & 0xffff) === 0x1e
      values.set(tag, isText ? reader.untilNul('text').toString('utf8') : integer())
    }
    t.equal(reader.at - start, size)
    return values
  }
  const header = record(headerTags)
  const records = Array.from({ length: count }, () => record(recordTags))
  return { version, serial, header, records, left: reader.left }
}

t.test('the file holds a header and a record per user, and its serial is its checksum', async (t) => {
  const file = addressBookFile(list, [alice, bob, { ...bob, displayName: '' }])
  const { version, serial, header, records, left } = read(file)
  t.same([version, serial, left], [0x20, checksum(file.subarray(12)), 0])
  t.same([header.get(0x6800001f), header.get(0x68010003)], [list.name, 300])
  t.same(
    records.map((record) => record.get(0x39fe001f)),
    [alice.mailbox, bob.mailbox, bob.mailbox],
  )
  t.equal(records[0]?.get(0x3001001f), alice.displayName)
  t.equal(records[2]?.has(0x3001001f), false, 'what is empty is absent')
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

t.test('the checksum is CRC-32 without its last inversion', async (t) => {
  // CRC-32 of "123456789" is CBF43926; without the inversion it is its complement.
  t.equal(checksum(Buffer.from('123456789')), 0x340bc6d9)
})
