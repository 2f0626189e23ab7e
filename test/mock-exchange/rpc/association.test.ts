import t from 'tap'
import { AssociationGroups } from '../../../mock-exchange/rpc/association-groups.ts'
import { HandleKind } from '../../../mock-exchange/rpc/context-handles.ts'
import { RpcFault } from '../../../mock-exchange/rpc/fault.ts'
import type { RpcCall, RpcInterface } from '../../../mock-exchange/rpc/types.ts'
import {
  bindNakReasons,
  decodeBindAck,
  decodeBindNak,
  decodeFault,
  decodePduHeader,
  encodeBind,
  encodeRequest,
  faultStatus,
  NdrReader,
  ndr,
  pduFlags,
  pduTypes,
  rpcInterfaces,
  stubOffset,
} from '../../../protocols/dcerpc/index.ts'
import { bob } from '../vdirs/host.ts'
import { Caller } from './caller.ts'

const rundowns: string[] = []
const note = new HandleKind<{ text: string }>(({ text }) => void rundowns.push(text))
const other = new HandleKind<{ number: number }>()
const heldCalls: { call: RpcCall; answer: (stub: Buffer) => void }[] = []

/** An interface of its own: echo, handles, a held call, faults. */
const sample: RpcInterface = {
  name: 'Sample',
  syntax: { id: '11111111-2222-4333-8444-555555555555', major: 2, minor: 3 },
  ports: [6001],
  operations: {
    0: (stub) => stub,
    1: (stub, { handles }) => handles.open(note, { text: stub.toString() }),
    2: (stub, { handles }) => Buffer.from(handles.find(note, stub).text),
    3: (stub, { handles }) => Buffer.from(String(handles.find(other, stub).number)),
    4: (stub, { handles }) => handles.close(stub),
    5: (_stub, call) =>
      new Promise((resolve) => {
        heldCalls.push({ call, answer: resolve })
        call.noteHeld()
      }),
    6: (stub) => Buffer.from(String(new NdrReader(stub).u32('a number'))),
    7: () => {
      throw new RpcFault(0x1234)
    },
    8: async () => {
      throw new TypeError('a fault of the server')
    },
    9: (_stub, { user, authLevel }) => Buffer.from(`${user.user} ${authLevel}`),
    10: (stub, { sendPart }) => {
      sendPart(stub)
      sendPart(Buffer.alloc(0))
      throw new RpcFault(0x1234)
    },
  },
}
const interfaces = [sample]
const bound = (groups?: AssociationGroups): Caller => {
  const caller = new Caller({ interfaces, ...(groups && { groups }) })
  caller.bind(sample.syntax)
  return caller
}

t.test('a bind is answered context by context, with the features that are negotiated in it', async (t) => {
  const caller = new Caller({ interfaces })
  const { id } = sample.syntax
  const ndr64 = { id: '71710533-beba-4937-8319-b5dbef9ccc36', major: 1, minor: 0 }
  const features = { id: '6cb71c2c-9812-4540-0300-000000000000', major: 1, minor: 0 }
  const wanted = [
    [sample.syntax, ndr],
    [{ id, major: 2, minor: 0 }, ndr],
    [{ id, major: 2, minor: 4 }, ndr],
    [{ id, major: 1, minor: 0 }, ndr],
    [rpcInterfaces.management, ndr],
    [sample.syntax, ndr64],
    [sample.syntax, features],
  ] as const
  const contexts = wanted.map(([syntax, transfer], id) => ({ id, interface: syntax, transfers: [transfer] }))
  const bind = { callId: 9, maxFragment: 4_280, associationGroup: 0, contexts }
  const [ack = Buffer.alloc(0)] = caller.tell(encodeBind(bind, { flags: pduFlags.concurrentCalls }))
  const { results, maxFragment, secondaryAddress } = decodeBindAck(ack)
  t.same(
    results.map(({ result, reason }) => [result, reason]),
    [[0, 0], [0, 0], [2, 1], [2, 1], [2, 1], [2, 2], [3, 3]], // biome-ignore format: a pair each
  )
  t.same([maxFragment, secondaryAddress], [4_280, '6001'])
  t.equal(decodePduHeader(ack).flags & pduFlags.concurrentCalls, pduFlags.concurrentCalls)
})

t.test('an unknown version or association group is a bind_nak; a second bind ends the connection', async (t) => {
  const bind = encodeBind({ callId: 1, maxFragment: 5_840, associationGroup: 0, contexts: [] })
  const reasonFor = (pdu: Buffer): number => decodeBindNak(new Caller({ interfaces }).tell(pdu)[0] ?? Buffer.alloc(0))
  for (const [at, version] of [
    [0, 4],
    [1, 2],
  ] as const) {
    const changed = Buffer.from(bind)
    changed[at] = version
    t.equal(reasonFor(changed), bindNakReasons.protocolVersionNotSupported)
  }
  const strange = encodeBind({ callId: 1, maxFragment: 5_840, associationGroup: 77, contexts: [] })
  t.equal(reasonFor(strange), bindNakReasons.notSpecified)

  const caller = bound()
  t.equal(decodeFault(caller.tell(bind)[0] ?? Buffer.alloc(0)), faultStatus.protocolError)
  t.ok(caller.closed)
})

t.test('calls go wrong as C706 says', async (t) => {
  const caller = bound()
  t.equal(caller.call(99), faultStatus.operationOutOfRange)
  t.equal(caller.call(6, Buffer.of(1, 2)), faultStatus.badStubData, 'a stub cut short')
  t.equal(caller.call(7), 0x1234)
  const strange = encodeRequest({ callId: 50, context: 5, allocationHint: 0, operation: 0, stub: Buffer.alloc(0) })
  const [fault = Buffer.alloc(0)] = caller.tell(strange)
  t.equal(decodeFault(fault), faultStatus.unknownInterface)
  t.equal(decodePduHeader(fault).flags & pduFlags.didNotExecute, pduFlags.didNotExecute)
  t.notOk(caller.closed)
  t.same(caller.call(0, Buffer.from('still there')), Buffer.from('still there'))

  const early = new Caller({ interfaces })
  t.equal(early.call(0), faultStatus.protocolError, 'a request before the bind')
  t.ok(early.closed)
})

t.test('an operation that throws what it should not is a fault, and is told', async (t) => {
  const caller = bound()
  caller.tell(caller.request(8, Buffer.alloc(0)))
  await new Promise(setImmediate)
  t.equal(decodeFault(caller.sent.at(-1) ?? Buffer.alloc(0)), 1_359)
  t.match(caller.failures, [{ message: 'a fault of the server' }])
})

t.test('requests and responses of any length go in fragments', async (t) => {
  const caller = bound()
  const stub = Buffer.from(Array.from({ length: 20_000 }, (_, at) => at & 0xff))
  const [first, middle, last] = [stub.subarray(0, 5_000), stub.subarray(5_000, 9_000), stub.subarray(9_000)]
  const fragment = (part: Buffer, flags: number): Buffer =>
    encodeRequest({ callId: 70, context: 0, allocationHint: stub.length, operation: 0, stub: part }, { flags })
  t.same(caller.tell(fragment(first, pduFlags.first)), [])
  t.same(caller.call(0, Buffer.from('another call between')), Buffer.from('another call between'))
  t.same(caller.tell(fragment(middle, 0)), [])
  const answers = caller.tell(fragment(last, pduFlags.last))
  t.ok(answers.every(({ length }) => length <= 5_840))
  t.same(Buffer.concat(answers.map((pdu) => pdu.subarray(stubOffset))), stub)
  t.same(
    answers.map((pdu) => decodePduHeader(pdu).flags),
    [pduFlags.first, 0, 0, pduFlags.last],
  )
})

t.test('a result may go out in parts, of which each says its own length, and still end in a fault', async (t) => {
  const caller = bound()
  const part = Buffer.alloc(6_000, 'part ')
  const answers = caller.tell(caller.request(10, part))
  const [first, second, fault] = answers
  if (first === undefined || second === undefined || fault === undefined) throw new Error('too few answers')
  t.equal(answers.length, 3)
  t.same(
    [first, second].map((pdu) => decodePduHeader(pdu).flags),
    [pduFlags.first, 0],
  )
  t.ok([first, second].every((pdu) => pdu.readUInt32LE(16) === pdu.length - stubOffset))
  t.ok(Buffer.concat([first.subarray(stubOffset), second.subarray(stubOffset)]).equals(part))
  t.equal(decodeFault(fault), 0x1234)
})

t.test('fragments out of order, and calls without end, end the connection', async (t) => {
  const lone = bound()
  lone.tell(lone.request(0, Buffer.alloc(8), pduFlags.last))
  t.ok(lone.closed)

  const endless = bound()
  const piece = Buffer.alloc(60_000)
  const fragment = (flags: number): Buffer =>
    encodeRequest({ callId: 9, context: 0, allocationHint: 0xffffffff, operation: 0, stub: piece }, { flags })
  endless.tell(fragment(pduFlags.first))
  let count = 1
  while (!endless.closed && count < 1_000) {
    endless.tell(fragment(0))
    count += 1
  }
  t.ok(count < 80, 'after 4 MiB')
  t.equal(decodeFault(endless.sent.at(-1) ?? Buffer.alloc(0)), faultStatus.noMemory)
})

t.test('a held call answers later, while others are answered', async (t) => {
  const caller = bound()
  t.same(caller.tell(caller.request(5, Buffer.alloc(0))), [])
  t.equal(caller.held, 1)
  t.same(caller.call(0, Buffer.from('meanwhile')), Buffer.from('meanwhile'))
  heldCalls.at(-1)?.answer(Buffer.from('at last'))
  await new Promise(setImmediate)
  t.same(caller.sent.at(-1)?.subarray(stubOffset), Buffer.from('at last'))
})

t.test('a call that is orphaned, or whose connection ends, is aborted and never answered', async (t) => {
  const caller = bound()
  const request = caller.request(5, Buffer.alloc(0))
  caller.tell(request)
  const orphaned = Buffer.from(request.subarray(0, 16))
  orphaned.writeUInt8(pduTypes.orphaned, 2)
  orphaned.writeUInt16LE(16, 8)
  const cancelled = Buffer.from(orphaned)
  cancelled.writeUInt8(pduTypes.cancel, 2)
  caller.tell(cancelled)
  t.notOk(heldCalls.at(-1)?.call.signal.aborted, 'a cancel may be ignored')
  caller.tell(orphaned)
  t.ok(heldCalls.at(-1)?.call.signal.aborted)
  caller.tell(caller.request(5, Buffer.alloc(0)))
  caller.association.end()
  t.ok(heldCalls.at(-1)?.call.signal.aborted)
  const before = caller.sent.length
  for (const { answer } of heldCalls) answer(Buffer.from('too late'))
  await new Promise(setImmediate)
  t.equal(caller.sent.length, before)
})

t.test('too many calls at once are refused, one by one', async (t) => {
  const caller = bound()
  for (let count = 0; count < 64; count++) caller.tell(caller.request(5, Buffer.alloc(0)))
  t.equal(caller.call(5), faultStatus.serverTooBusy)
  t.notOk(caller.closed)
  caller.association.end()
})

t.test('context handles are of one kind, of one group, and run down with it', async (t) => {
  const groups = new AssociationGroups()
  const one = new Caller({ interfaces, groups })
  const group = one.bind(sample.syntax)
  const handle = one.call(1, Buffer.from('kept'))
  if (typeof handle === 'number') return t.fail(`fault ${handle}`)
  t.equal(handle.length, 20)
  t.same(one.call(2, handle), Buffer.from('kept'))
  t.equal(one.call(3, handle), faultStatus.contextMismatch, 'a handle of another kind')

  const two = new Caller({ interfaces, groups })
  t.equal(two.bind(sample.syntax, group), group)
  t.same(two.call(2, handle), Buffer.from('kept'), 'another connection of the group has it too')
  const stranger = new Caller({ interfaces, groups, user: bob })
  t.throws(() => stranger.bind(sample.syntax, group), /refused/, "the group is its user's")
  const loner = new Caller({ interfaces, groups })
  loner.bind(sample.syntax)
  t.equal(loner.call(2, handle), faultStatus.contextMismatch)

  const closedOne = one.call(1, Buffer.from('closed'))
  if (typeof closedOne !== 'number') t.same(one.call(4, closedOne), Buffer.alloc(20))
  one.association.end()
  t.same(rundowns, [])
  two.association.end()
  t.same(rundowns, ['kept'], 'what was closed is not run down')
  t.throws(() => new Caller({ interfaces, groups }).bind(sample.syntax, group), /refused/, 'the group is over')
})
