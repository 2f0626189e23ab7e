import t from 'tap'
import { mapi } from '../../../../mock-exchange/vdirs/mapi.ts'
import { ByteReader } from '../../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../../protocols/byte-writer.ts'
import { tags } from '../../../../protocols/mapi/property-tags.ts'
import { writeRestriction } from '../../../../protocols/mapi/restriction.ts'
import { readTaggedValues, readTags, writeTags } from '../../../../protocols/mapi/tagged-values.ts'
import { readColumnsAndRows, readIds, readOptional } from '../../../../protocols/mapi-http/index.ts'
import { readStat, type Stat, writeStat } from '../../../../protocols/nspi/stat.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { call, dnOf } from './client.ts'

const start: Stat = {
  sortType: 0,
  containerId: 0,
  currentRec: 0,
  delta: 0,
  numPos: 0,
  totalRecs: 0,
  codePage: 1252,
  templateLocale: 0x409,
  sortLocale: 0x409,
}

const stat = (writer: ByteWriter, changes: Partial<Stat> = {}): ByteWriter => {
  writeStat(writer.u8(0xff), { ...start, ...changes })
  return writer
}
const columns = (writer: ByteWriter, ...wanted: readonly number[]): ByteWriter => {
  writeTags(writer.u8(0xff), wanted, 'address-book')
  return writer
}

/** Calls that follow each other in one session. */
async function bound(host: Host) {
  let { cookie } = await call(host, 'Bind', { endpoint: 'nspi', body: Buffer.alloc(9) })
  return async (type: string, writer: ByteWriter) => {
    const answer = await call(host, type, { endpoint: 'nspi', cookie, body: writer.u32(0).end() })
    cookie = answer.cookie
    t.equal(answer.code, 0, type)
    const reader = new ByteReader('MAPI/HTTP', answer.answer?.body ?? Buffer.alloc(0))
    t.equal(reader.u32('status'), 0)
    return { code: reader.u32('error'), reader }
  }
}

const rows = (reader: ByteReader) =>
  readOptional(reader, () => readColumnsAndRows(reader))?.rows.map((row) => row.map(({ value }) => value))

t.test('rows come in the order of names, from a position on, which moves', async (t) => {
  const ask = await bound(await startHost(t, [mapi]))
  const query = (changes: Partial<Stat>, count: number, explicit: readonly number[] = []) => {
    const writer = stat(new ByteWriter().u32(0), changes).u32(explicit.length)
    for (const id of explicit) writer.u32(id)
    return ask('QueryRows', columns(writer.u32(count), tags.displayName, 0x3a00001e, 0x1234001f))
  }
  const first = await query({}, 1)
  t.equal(first.code, 0)
  const moved = readOptional(first.reader, () => readStat(first.reader))
  t.match(moved, { numPos: 1, totalRecs: 2, delta: 0 })
  t.same(rows(first.reader), [[alice.displayName, 'alice', 0x8004010f]])
  const second = await query(moved ?? {}, 50)
  t.match(
    readOptional(second.reader, () => readStat(second.reader)),
    { currentRec: 2, numPos: 2 },
  )
  t.same(
    rows(second.reader)?.map(([name]) => name),
    [bob.displayName],
  )
  t.equal((await query({ containerId: 9_999 }, 1)).code, 0x80040405)
  t.equal((await query({}, 0)).code, 0x80070057)
  const explicit = await query({}, 5, [moved?.currentRec ?? 0, 77])
  readOptional(explicit.reader, () => readStat(explicit.reader))
  t.same(rows(explicit.reader), [
    [bob.displayName, 'bob', 0x8004010f],
    [0x8004010f, 0x8004010f, 0x8004010f],
  ])
})

t.test('positions move by delta, by fraction and to a name, and never beyond the table', async (t) => {
  const ask = await bound(await startHost(t, [mapi]))
  const move = async (changes: Partial<Stat>) => {
    const { code, reader } = await ask('UpdateStat', stat(new ByteWriter().u32(0), changes).u8(1))
    if (code !== 0) return code
    const reached = readOptional(reader, () => readStat(reader))
    return [reached?.numPos, readOptional(reader, () => reader.i32('delta'))]
  }
  t.same(await move({ delta: 1 }), [1, 1])
  t.same(await move({ delta: 99 }), [2, 2])
  t.same(await move({ currentRec: 2, delta: -1 }), [1, -1])
  t.same(await move({ delta: -5 }), [0, 0])
  t.same(await move({ currentRec: 1, numPos: 50, totalRecs: 100 }), [1, 0])
  t.equal(await move({ currentRec: 4_711 }), 0x8004010f)
  t.equal(await move({ codePage: 1_200 }), 0x8004011e)
  const seek = async (name: string) => {
    const target = stat(new ByteWriter().u32(0)).u8(0xff).u32(tags.displayName).u8(0xff).utf16(name).u8(0).u8(0)
    const { code, reader } = await ask('SeekEntries', target)
    return code || readOptional(reader, () => readStat(reader))?.numPos
  }
  t.equal(await seek('b'), 1)
  t.equal(await seek('A'), 0)
  t.equal(await seek('zz'), 0x8004010f)
})

t.test('names resolve by address, alias, DN and the beginnings of words', async (t) => {
  const ask = await bound(await startHost(t, [mapi]))
  const names = ['ALICE@contoso.com', 'bui bo', '=Bob Builder', dnOf(bob), 'o', 'nobody', '']
  const writer = columns(stat(new ByteWriter().u32(0)), tags.smtpAddress)
    .u8(0xff)
    .u32(names.length)
  for (const name of names) writer.utf16(name)
  const { code, reader } = await ask('ResolveNames', writer)
  t.equal(code, 0)
  t.equal(reader.u32('code page'), 1252)
  t.same(
    readOptional(reader, () => readIds(reader)),
    [2, 2, 2, 2, 0, 0, 0],
  )
  t.same(rows(reader), [[alice.mailbox], [bob.mailbox], [bob.mailbox], [bob.mailbox]])
})

t.test('restrictions find entries; too many are said to be too many', async (t) => {
  const ask = await bound(await startHost(t, [mapi]))
  const match = async (name: string, limit: number) => {
    const writer = stat(new ByteWriter().u32(0)).u8(0).u32(0).u8(0xff)
    const value = { tag: 0x360c001f, value: name }
    writeRestriction(writer, { kind: 'property', operator: 'equal', tag: 0x360c001f, value }, 'wide')
    const { code, reader } = await ask('GetMatches', columns(writer.u8(0).u32(limit), tags.account))
    if (code !== 0) return code
    readOptional(reader, () => readStat(reader))
    return [readOptional(reader, () => readIds(reader))?.length, rows(reader)]
  }
  t.same(await match('bob', 10), [1, [['bob']]])
  t.same(await match('nobody', 10), [0, []])
  t.equal(await match('bob', 0), 0x80040403)
})

t.test('the other request types: containers, properties, DNs, URLs, order, and what nobody may change', async (t) => {
  const ask = await bound(await startHost(t, [mapi]))
  const table = await ask('GetSpecialTable', new ByteWriter().u32(4).u8(0).u8(0))
  table.reader.u32('code page')
  readOptional(table.reader, () => table.reader.u32('version'))
  const containers = readOptional(table.reader, () =>
    Array.from({ length: table.reader.u32('rows') }, () => readTaggedValues(table.reader, 'address-book')),
  )
  const named = containers?.map((row) => row.find(({ tag }) => tag === tags.displayName)?.value)
  t.same(named, ['', 'All Address Lists', 'All Rooms', 'All Users'])

  const dns = new ByteWriter().u32(0).u8(0xff).u32(2)
  for (const dn of [dnOf(bob), '/cn=none']) dns.put(Buffer.from(`${dn}\0`))
  const found = await ask('DNToMId', dns)
  const ids = readOptional(found.reader, () => readIds(found.reader)) ?? []
  t.match(ids, [Number, 0])
  const bobId = ids[0] ?? 0

  const props = await ask(
    'GetProps',
    columns(stat(new ByteWriter().u32(0), { currentRec: bobId }), tags.displayName, 0x1234001f),
  )
  t.equal(props.code, 0x00040380)
  props.reader.u32('code page')
  const values = readOptional(props.reader, () => readTaggedValues(props.reader, 'address-book'))
  t.same(
    values?.map(({ value }) => value),
    [bob.displayName, 0x8004010f],
  )
  const list = await ask('GetPropList', new ByteWriter().u32(0).u32(bobId).u32(1252))
  t.ok(readOptional(list.reader, () => readTags(list.reader, 'address-book'))?.includes(tags.smtpAddress))
  const all = await ask('QueryColumns', new ByteWriter().u32(0).u32(0))
  t.ok(
    readOptional(all.reader, () => readTags(all.reader, 'address-book'))?.includes(0x3001001e),
    'in 8 bits unless asked',
  )

  const compare = await ask(
    'CompareMIds',
    stat(new ByteWriter().u32(0))
      .u32(bobId)
      .u32(bobId - 1),
  )
  t.same([compare.code, compare.reader.i32('order')], [0, 1])
  const resorted = await ask(
    'ResortRestriction',
    stat(new ByteWriter().u32(0))
      .u8(0xff)
      .u32(3)
      .u32(bobId)
      .u32(5)
      .u32(bobId - 1),
  )
  readOptional(resorted.reader, () => readStat(resorted.reader))
  t.same(
    readOptional(resorted.reader, () => readIds(resorted.reader)),
    [bobId - 1, bobId],
  )

  const url = await ask('GetMailboxUrl', new ByteWriter().u32(0).utf16(dnOf(bob)))
  t.equal(
    url.reader.utf16UntilNul('URL'),
    `https://mail.contoso.com/mapi/emsmdb/?MailboxId=${bob.mailboxGuid}@contoso.com`,
  )
  const book = await ask('GetAddressBookUrl', new ByteWriter().u32(0).utf16(dnOf(alice)))
  t.match(book.reader.utf16UntilNul('URL'), /^https:\/\/mail\.contoso\.com\/mapi\/nspi\/\?MailboxId=/)
  t.equal((await ask('GetMailboxUrl', new ByteWriter().u32(0).utf16('/cn=none'))).code, 0x8004010f)
  t.equal((await ask('GetTemplateInfo', new ByteWriter().u32(1).u32(0).u8(0).u32(1252).u32(0x409))).code, 0x8004010f)
  t.equal((await ask('ModProps', stat(new ByteWriter().u32(0), { currentRec: bobId }).u8(0).u8(0))).code, 0x80070005)
  t.equal((await ask('ModLinkAtt', new ByteWriter().u32(0).u32(0x80090102).u32(bobId).u8(0))).code, 0x80070005)
})
