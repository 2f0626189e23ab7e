import fc from 'fast-check'
import t from 'tap'
import { legacyDnOf } from '../../../mock-exchange/mailbox/legacy-dn.ts'
import { executeRops } from '../../../mock-exchange/rop/execute.ts'
import { executeBuffers } from '../../../mock-exchange/rop/execute-buffers.ts'
import { MapiError } from '../../../protocols/mapi/error-codes.ts'
import { obfuscate } from '../../../protocols/mapi/extended-buffer.ts'
import { encodeRopBuffer } from '../../../protocols/mapi/rop-buffer.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { bob, operator } from '../vdirs/host.ts'
import { fields, logonFields, none, rop, startBench } from './bench.ts'

const codeOf = (work: () => unknown): number | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof MapiError) return error.code
    throw error
  }
}

t.test('mailboxes that cannot be opened: nobody’s, another’s, on another server, public folders', async (t) => {
  const bench = startBench(t)
  const logon = (dn: string, flags = 1) => bench.run([rop('logon', 0, logonFields(dn, flags))], [none]).next('logon')
  t.equal(logon('/o=Elsewhere/cn=nobody'), 0x3eb)
  t.equal(logon(legacyDnOf(operator)), 0x3eb)
  t.equal(logon(legacyDnOf(bob)), 0x3f2)
  t.equal(logon('', 0), 0x80040111)
  const moved = startBench(t, bob)
  Object.assign(moved.session.server, { host: 'ex2' })
  const elsewhere = moved.run([rop('logon', 0, logonFields())], [none])
  t.equal(elsewhere.next('logon'), 0x478)
  t.equal(elsewhere.reader.u8('flags'), 1)
  const name = elsewhere.reader.take(elsewhere.reader.u8('size'), 'the server').toString()
  t.match(name, /\/cn=Configuration\/cn=Servers\/cn=66666666-7777-4888-8999-aaaaaaaaaaaa@contoso\.com\0$/)
})

t.test('a handle that leads nowhere fails its ROP, and the next one is done', async (t) => {
  const bench = startBench(t)
  const answer = bench.run([rop('getStatus', 1), rop('getStatus', 9), rop('getStoreState', 0)], [bench.logon, 77])
  t.equal(answer.next('getStatus'), 0x4b9)
  t.equal(answer.next('getStatus'), 0x4b9)
  t.equal(answer.next('getStoreState'), 0)
  const released = bench.run([rop('release', 0), rop('release', 5), rop('getStoreState', 0)], [bench.logon])
  t.equal(released.next('getStoreState'), 0x4b9)
  t.equal(bench.session.size, 0)
})

t.test('buffers that lie fail the whole call', async (t) => {
  const bench = startBench(t)
  const run = (payload: Buffer) => codeOf(() => executeRops(bench.session, payload, 0x8000))
  const whole = encodeRopBuffer({ rops: rop('getStoreState', 0), handles: [bench.logon] })
  const oversized = Buffer.from(whole)
  oversized.writeUInt16LE(500)
  t.equal(run(oversized), 0x4b6, 'a size beyond the end')
  t.equal(run(whole.subarray(0, -1)), 0x4b6, 'half a handle')
  t.equal(run(Buffer.alloc(2)), 0x4b6, 'a size that does not count itself')
  for (const rops of [Buffer.of(0x00, 0, 0), Buffer.of(0x28, 0, 0), Buffer.of(ropIds.openFolder, 0, 0, 1)]) {
    t.equal(run(encodeRopBuffer({ rops, handles: [bench.logon] })), 0x4b6)
  }
  const size = fields().u16(40).u16(1).u32(0x0e080003).u32(1)
  t.equal(run(encodeRopBuffer({ rops: rop('setProperties', 0, size), handles: [bench.logon] })), 0x4b6)
  t.equal(
    codeOf(() => executeBuffers(bench.session, Buffer.alloc(0x4_0001), 0x8000)),
    0x4b6,
    'more than 256 kB',
  )
  t.equal(
    codeOf(() => executeBuffers(bench.session, Buffer.alloc(7), 0x8000)),
    0x4b6,
  )
})

t.test('an answer that does not fit gives back the requests that were not done', async (t) => {
  const bench = startBench(t)
  const state = rop('getStoreState', 0)
  const rest = Buffer.concat([rop('queryColumnsAll', 1), state])
  const { handles } = bench.run(
    [
      rop(
        'openFolder',
        0,
        fields()
          .u8(2)
          .u64(bench.folders[4] ?? 0n)
          .u8(0),
      ),
      rop('getContentsTable', 2, fields().u8(1).u8(0x10)),
    ],
    [bench.logon, none, none],
  )
  const answer = bench.run([state, rest], handles, 64)
  t.equal(answer.next('getStoreState'), 0)
  answer.reader.u32('state')
  t.equal(answer.reader.u8('ROP'), 0xff)
  t.equal(answer.reader.u16('size needed'), 0x8000)
  t.equal(answer.reader.take(answer.reader.left, 'requests').toString('hex'), rest.toString('hex'))
  const payload = encodeRopBuffer({ rops: rest, handles })
  t.equal(
    codeOf(() => executeRops(bench.session, payload, 20)),
    0x47d,
    'not even the requests fit',
  )
})

t.test('handles are bounded, and a new log-on of the same number closes all of the old one', async (t) => {
  const bench = startBench(t)
  const open = rop(
    'openFolder',
    0,
    fields()
      .u8(1)
      .u64(bench.folders[4] ?? 0n)
      .u8(0),
  )
  let code = 0
  for (let count = 0; count < 510; count++) code = bench.run([open], [bench.logon, none]).next('openFolder')
  t.equal(code, 0x8007000e)
  t.equal(bench.session.size, 500)
  bench.run([rop('logon', 0, logonFields())], [none])
  t.equal(bench.session.size, 1)
})

t.test('payloads are taken obfuscated, and answered plain', async (t) => {
  const bench = startBench(t)
  const payload = encodeRopBuffer({ rops: rop('getStoreState', 0), handles: [bench.logon] })
  const head = Buffer.from('0000060000000000', 'hex')
  head.writeUInt16LE(payload.length, 4)
  head.writeUInt16LE(payload.length, 6)
  const answer = executeBuffers(bench.session, Buffer.concat([head, obfuscate(payload)]), 0x8000)
  t.equal(answer.readUInt16LE(2), 4)
  t.equal(answer.readUInt8(10), ropIds.getStoreState)
})

t.test('whatever bytes come as ROPs, the answer is a buffer or a code', async (t) => {
  const bench = startBench(t)
  const id = fc.constantFrom(...Object.values(ropIds))
  const one = fc
    .tuple(id, fc.nat(3), fc.uint8Array({ maxLength: 30 }))
    .map(([number, index, rest]) => Buffer.concat([Buffer.of(number, 0, index), rest]))
  fc.assert(
    fc.property(fc.array(one, { maxLength: 4 }), fc.nat(0x8000), (rops, room) => {
      const { handles } = bench.run(
        [
          rop(
            'openFolder',
            0,
            fields()
              .u8(1)
              .u64(bench.folders[4] ?? 0n)
              .u8(0),
          ),
        ],
        [bench.logon, none],
      )
      const payload = encodeRopBuffer({ rops: Buffer.concat(rops), handles: [...handles, none] })
      codeOf(() => executeRops(bench.session, payload, room))
      for (const handle of handles.slice(1)) bench.session.release(handle)
      if (bench.session.find(bench.logon) === undefined || bench.session.size > 400) {
        bench.session.close()
        Object.assign(bench, { logon: bench.run([rop('logon', 0, logonFields())], [none]).handles[0] })
      }
    }),
    { numRuns: 400 },
  )
})
