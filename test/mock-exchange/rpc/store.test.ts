import fc from 'fast-check'
import t from 'tap'
import { createClock } from '../../../base/clock.ts'
import { legacyDnOf } from '../../../mock-exchange/mailbox/legacy-dn.ts'
import { NdrReader, NdrWriter, rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { readExtendedBuffers, writeExtendedBuffers } from '../../../protocols/mapi/extended-buffer.ts'
import { decodeRopBuffer, encodeRopBuffer } from '../../../protocols/mapi/rop-buffer.ts'
import { logonFields, none, rop } from '../rop/bench.ts'
import { alice, bob } from '../vdirs/host.ts'
import { Caller } from './caller.ts'

const contextMismatch = 0x1c00001a
const badStubData = 0x000006f7

function stubOf(answer: Buffer | number): NdrReader {
  if (typeof answer === 'number') throw new Error(`fault 0x${answer.toString(16)}`)
  return new NdrReader(answer)
}

const connectStub = (dn: string): Buffer => {
  const stub = new NdrWriter().string8(Buffer.from(dn, 'latin1'))
  for (const value of [0, 0, 0, 1_252, 0x409, 0x409, 0xffff_ffff]) stub.u32(value)
  stub.u16(1).u16(0x000f).u16(0x91d9).u16(0x05df).u32(7).conformantBytes(Buffer.alloc(0)).u32(0).u32(0x1008)
  return stub.end()
}

/** EcDoConnectEx: the handle and what else it tells. */
function connect(caller: Caller, dn: string) {
  const reader = stubOf(caller.call(10, connectStub(dn)))
  const handle = reader.contextHandle('the session')
  const polling = [1, 2, 3].map(() => reader.u32('a time'))
  reader.u16('the number')
  reader.unique('the prefix', () => reader.string8('the prefix'))
  const displayName = reader.unique('the name', () => reader.align(4).string8('the name').toString('latin1'))
  const versions = Array.from({ length: 6 }, () => reader.u16('a version'))
  const timeStamp = reader.u32('the time stamp')
  reader.conformantVaryingBytes('auxiliary')
  reader.u32('its size')
  return { handle, polling, displayName, versions, timeStamp, code: reader.u32('the code') }
}

const executeStub = (handle: Buffer, buffers: Buffer, room = 0x8000): Buffer =>
  new NdrWriter()
    .contextHandle(handle)
    .u32(3)
    .conformantBytes(buffers)
    .u32(buffers.length)
    .u32(room)
    .conformantBytes(Buffer.alloc(0))
    .u32(0)
    .u32(0x1008)
    .end()

function execute(caller: Caller, handle: Buffer, buffers: Buffer) {
  const reader = stubOf(caller.call(11, executeStub(handle, buffers)))
  const kept = reader.contextHandle('the session')
  reader.u32('flags')
  const output = reader.conformantVaryingBytes('the ROP buffer')
  t.equal(reader.u32('its size'), output.length)
  reader.conformantVaryingBytes('auxiliary')
  reader.u32('its size')
  reader.u32('the time')
  return { kept, output, code: reader.u32('the code') }
}

const bound = (): Caller => {
  const caller = new Caller({ port: 6001 })
  caller.bind(rpcInterfaces.emsmdb)
  return caller
}

const logOn = writeExtendedBuffers([encodeRopBuffer({ rops: rop('logon', 0, logonFields()), handles: [none] })])

t.test('EMSMDB connects, carries out ROPs and disconnects', async (t) => {
  const caller = bound()
  const session = connect(caller, legacyDnOf(alice))
  t.match(session, {
    code: 0,
    polling: [60_000, 6, 10_000],
    displayName: alice.displayName,
    // 15.0.1497.2 in three words, and the client's own version.
    versions: [0x0f00, 0x85d9, 2, 0x000f, 0x91d9, 0x05df],
    timeStamp: 7,
  })
  const { kept, output, code } = execute(caller, session.handle, logOn)
  t.same([code, kept], [0, session.handle])
  const { rops, handles } = decodeRopBuffer(readExtendedBuffers(output)[0] ?? Buffer.alloc(0))
  t.same([rops.readUInt8(0), rops.readUInt32LE(2), handles], [0xfe, 0, [1]])
  t.equal(execute(caller, session.handle, Buffer.alloc(9)).code, 0x4b6)
  const ended = stubOf(caller.call(1, session.handle))
  t.same([ended.contextHandle('none'), ended.u32('code')], [Buffer.alloc(20), 0])
  t.equal(caller.call(11, executeStub(session.handle, logOn)), contextMismatch)
  t.equal(stubOf(caller.call(6)).u32('code'), 0)
})

t.test('mailboxes of nobody and of others are refused without a handle', async (t) => {
  const caller = bound()
  t.match(connect(caller, '/cn=nobody'), { code: 0x3eb, handle: Buffer.alloc(20), displayName: undefined })
  t.match(connect(caller, legacyDnOf(bob)), { code: 0x80070005, handle: Buffer.alloc(20) })
})

t.test(
  'a user has 32 sessions at once, on all connections together; the last connection of a group ends its own',
  async (t) => {
    const clock = createClock()
    const callers = [1, 2].map(() => new Caller({ port: 6001, clock }))
    for (const caller of callers) caller.bind(rpcInterfaces.emsmdb)
    const [one, other] = callers
    if (one === undefined || other === undefined) throw new Error('two callers')
    for (let more = 32; more > 0; more -= 1) t.equal(connect(one, legacyDnOf(alice)).code, 0)
    t.match(connect(other, legacyDnOf(alice)), { code: 0x80040112, handle: Buffer.alloc(20), displayName: undefined })
    one.association.end()
    t.equal(connect(other, legacyDnOf(alice)).code, 0)
  },
)

t.test('damaged stubs of the store and of the address book are faults, or answers with a code', async (t) => {
  const store = bound()
  const session = connect(store, legacyDnOf(alice)).handle
  const directory = new Caller({ port: 6004 })
  directory.bind(rpcInterfaces.nspi)
  const bind = new NdrWriter()
  for (let count = 0; count < 11; count++) bind.u32(0)
  const opened = stubOf(directory.call(0, bind.end()))
  opened.pointer('no GUID')
  const book = opened.contextHandle('the session')
  const query = new NdrWriter().contextHandle(book).u32(0)
  for (let count = 0; count < 9; count++) query.u32(0)
  query.u32(0).pointer(false).u32(50).pointer().u32(3).u32(2).u32(0).u32(2).u32(0x3001001f).u32(0x39fe001f)

  const targets = [
    ...[10, 11].map((operation) => ({
      caller: store,
      operation,
      whole: operation === 10 ? connectStub(legacyDnOf(alice)) : executeStub(session, logOn),
    })),
    ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20].map((operation) => ({
      caller: directory,
      operation,
      whole: query.end(),
    })),
  ]
  const change = fc.tuple(fc.nat(), fc.nat(255))
  fc.assert(
    fc.property(
      fc.constantFrom(...targets),
      fc.array(change, { maxLength: 4 }),
      fc.option(fc.nat(), { freq: 2 }),
      ({ caller, operation, whole }, changes, cut) => {
        const stub = Buffer.from(whole)
        // The handle stays whole, or nothing would be tried but the handle.
        for (const [at, value] of changes) stub.writeUInt8(value, 20 + (at % Math.max(stub.length - 20, 1)))
        const given = cut === null ? stub : stub.subarray(0, 20 + (cut % Math.max(stub.length - 20, 1)))
        const answer = caller.call(operation, given)
        return typeof answer !== 'number' || answer === badStubData || answer === contextMismatch
      },
    ),
    { numRuns: 1_000 },
  )
  t.same([store.failures, directory.failures], [[], []])
})
