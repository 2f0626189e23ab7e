import { once } from 'node:events'
import t from 'tap'
import { createRpc } from '../../../../mock-exchange/vdirs/rpc.ts'
import { encodeBind, encodeRequest, ndr, rpcInterfaces } from '../../../../protocols/dcerpc/index.ts'
import { inA1, inA4, inA5, outA2, outA3, outA6, outA7, outB3, outC1 } from '../../../../protocols/rts/index.ts'
import { alice, startHost } from '../host.ts'
import { closed, cookie, OutChannel, open, openIn, openOut } from './outlook.ts'

const hex = (bytes: Buffer): string => bytes.toString('hex')
const contexts = [{ id: 0, interface: rpcInterfaces.management, transfers: [ndr] }]
const bind = encodeBind({ callId: 1, maxFragment: 5_840, associationGroup: 0, contexts })
/** Calls an operation that is not there: a fault of 32 bytes. */
const call = (callId: number): Buffer =>
  encodeRequest({ callId, context: 0, allocationHint: 0, operation: 99, stub: Buffer.alloc(0) })
const isFault = (pdu: string | undefined, callId: number): boolean =>
  pdu?.startsWith('05000323') === true && Buffer.from(pdu, 'hex').readUInt32LE(12) === callId

// As openOut and openIn name their channels.
const [connection, firstOut, firstIn] = [cookie(1), cookie(2), cookie(3)]

t.test('an IN channel is replaced by a successor, in order and without losing a call', async (t) => {
  const host = await startHost(t, [createRpc()])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  await out.next()
  await out.next()
  into.write(bind)
  t.match(await out.next(), /^05000c03/)

  const next = open(host, 'RPC_IN_DATA', { as: alice })
  next.on('error', () => undefined)
  t.teardown(() => next.destroy())
  next.write(inA1({ virtualConnection: connection, predecessor: firstIn, successor: cookie(9) }))
  t.equal(await out.next(), hex(inA4()))
  // Faster than its predecessor's last word; it must wait for it.
  next.write(call(3))
  into.write(call(2))
  into.write(inA5(cookie(9)))
  t.ok(isFault(await out.next(), 2))
  t.ok(isFault(await out.next(), 3))
  await closed(into)
  next.write(call(4))
  t.ok(isFault(await out.next(), 4), 'the connection goes on without the predecessor')
  next.destroy()
  t.equal(await out.next(), undefined)
})

t.test('an OUT channel is replaced by a successor before its lifetime is over', async (t) => {
  const host = await startHost(t, [createRpc(140_000)])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  await out.next()
  await out.next()
  into.write(bind)
  t.match(await out.next(), /^05000c03/)
  let calls = 1
  let answer: string | undefined
  do {
    calls += 1
    into.write(call(calls))
    answer = await out.next()
  } while (isFault(answer, calls) && calls < 1_000)
  t.equal(answer, hex(outA2()), 'at 128 kB before the end')
  t.ok(isFault(await out.next(), calls), 'what is sent meanwhile goes on there')

  const next = open(host, 'RPC_OUT_DATA', { as: alice, length: 120 })
  next.on('error', () => undefined)
  next.write(
    outA3({ virtualConnection: connection, predecessor: firstOut, successor: cookie(8), receiveWindow: 65_536 }),
  )
  t.equal(await out.next(), hex(outA6()))
  const answered = once(next, 'response')
  into.write(outA7(cookie(8)))
  next.end(outC1())
  t.equal(await out.next(), hex(outB3()))
  t.equal(await out.next(), undefined, 'the predecessor is closed')
  const [response] = await answered
  t.same([response.statusCode, response.statusMessage], [200, 'Success'])
  const successor = new OutChannel(response)
  into.write(call(2_000))
  t.ok(isFault(await successor.next(), 2_000))
})

t.test('a client that opens no successor loses the connection at the end of the lifetime', async (t) => {
  const host = await startHost(t, [createRpc(140_000)])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  await out.next()
  await out.next()
  into.write(bind)
  let calls = 1
  for (let pdu = await out.next(); pdu !== undefined && calls < 5_000; pdu = await out.next()) into.write(call(++calls))
  t.ok(calls > 2_000 && calls < 4_000, `after ${calls} calls`)
  await closed(into)
})

t.test('successors that were not asked for, or of others, are refused and harm nothing', async (t) => {
  const host = await startHost(t, [createRpc()])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  await out.next()
  await out.next()
  const a3 = outA3({
    virtualConnection: connection,
    predecessor: firstOut,
    successor: cookie(8),
    receiveWindow: 65_536,
  })
  const unasked = open(host, 'RPC_OUT_DATA', { as: alice, length: a3.length })
  unasked.end(a3)
  const [refusedOut] = await once(unasked, 'response')
  t.same([refusedOut.statusCode, refusedOut.statusMessage], [503, 'RPC Error: 6ba'])
  for (const [virtualConnection, predecessor] of [
    [connection, cookie(7)],
    [cookie(7), firstIn],
  ] as const) {
    const strange = open(host, 'RPC_IN_DATA', { as: alice })
    strange.on('error', () => undefined)
    strange.write(inA1({ virtualConnection, predecessor, successor: cookie(9) }))
    const [refusedIn] = await once(strange, 'response')
    t.equal(refusedIn.statusCode, 503)
  }
  into.write(inA5(cookie(9)))
  into.write(outA7(cookie(8)))
  into.write(bind)
  t.match(await out.next(), /^05000c03/)
})
