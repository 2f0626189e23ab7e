import { once } from 'node:events'
import t from 'tap'
import { rpc } from '../../../../mock-exchange/vdirs/rpc.ts'
import { encodeBind, ndr, rpcInterfaces } from '../../../../protocols/dcerpc/index.ts'
import { flowControlAck, ping } from '../../../../protocols/rts/index.ts'
import { alice, bob, startHost } from '../host.ts'
import { closed, open, openIn, openOut } from './outlook.ts'

const connA3 = '05001403100000001c000000000000000000010002000000c0d40100'
const connC2 = '05001403100000002c0000000000000000000300060000000100000000000000000004' + '0002000000c0d40100'
const pingPdu = ping().toString('hex')
const bind = (id: string = rpcInterfaces.emsmdb.id, type: 'bind' | 'alterContext' = 'bind'): Buffer => {
  const version = { major: id === rpcInterfaces.emsmdb.id ? 0 : 1, minor: 0 }
  const contexts = [{ id: 0, interface: { id, ...version }, transfers: [ndr] }]
  return encodeBind({ callId: 1, maxFragment: 5840, associationGroup: 0, contexts }, { type })
}

t.test('the channels open as MS-RPCH says: 200 Success, CONN/A3, and CONN/C2 once both are there', async (t) => {
  const host = await startHost(t, [rpc])
  const out = await openOut(host, { as: alice })
  t.same([out.response.statusCode, out.response.statusMessage], [200, 'Success'])
  t.equal(out.response.headers['content-length'], '1073741824')
  t.equal(out.response.headers['content-type'], 'application/rpc')
  t.equal(await out.next(), connA3)
  const into = openIn(t, host, { as: alice })
  t.equal(await out.next(), connC2)
  into.write(bind())
  const ack = (await out.next()) ?? ''
  t.equal(ack.slice(0, 8), '05000c03')
  t.match(ack, Buffer.from('6001\0').toString('hex'))
  t.match(ack, '00000000' + '045d888aeb1cc9119fe808002b10486002000000', 'accepted with NDR')
})

t.test('the IN channel may come first', async (t) => {
  const host = await startHost(t, [rpc])
  openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  t.same([await out.next(), await out.next()], [connA3, connC2])
})

t.test('a channel is joined to no other user, nor to another cookie', async (t) => {
  const host = await startHost(t, [rpc])
  openIn(t, host, { as: bob })
  openIn(t, host, { as: alice }, 9)
  const out = await openOut(host, { as: alice })
  t.equal(await out.next(), connA3)
  host.clock.advance(30_000)
  t.equal(await out.next(), undefined, 'after 30 s alone the channel is closed')
})

t.test('when one channel ends, so does the other', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  t.same([await out.next(), await out.next()], [connA3, connC2])
  into.destroy()
  t.equal(await out.next(), undefined)

  const second = openIn(t, host, { as: alice }, 5)
  const secondOut = await openOut(host, { as: alice }, 5)
  t.same([await secondOut.next(), await secondOut.next()], [connA3, connC2])
  secondOut.response.destroy()
  await closed(second)
  t.pass('the IN channel was closed')
})

t.test('idle channels are kept alive by pings, and those of the client are taken', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  t.same([await out.next(), await out.next()], [connA3, connC2])
  for (let minute = 1; minute <= 3; minute++) {
    host.clock.advance(60_000)
    t.equal(await out.next(), pingPdu)
  }
  into.write(ping())
  into.write(flowControlAck('out-proxy', { bytesReceived: 0, availableWindow: 65_536, channel: Buffer.alloc(16, 2) }))
  into.write(bind())
  t.match(await out.next(), /^05000c03/)
})

t.test('the window is opened again when half of it is used up', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  t.same([await out.next(), await out.next()], [connA3, connC2])
  into.write(bind())
  t.match(await out.next(), /^05000c03/)
  // Requests of a context without interface, each answered by a fault.
  const request = Buffer.alloc(32_768)
  Buffer.from('05000003100000000080000001000000', 'hex').copy(request)
  request.writeUInt16LE(7, 20)
  for (let count = 1; count <= 4; count++) into.write(request)
  const answers = []
  for (let count = 1; count <= 5; count++) answers.push((await out.next())?.slice(4, 6))
  t.same(answers, ['03', '03', '03', '03', '14'])
})

t.test('an unknown interface is refused, and the management interface answers', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice, endpoint: 'EX1:6004' })
  const out = await openOut(host, { as: alice, endpoint: 'EX1:6004' })
  t.same([await out.next(), await out.next()], [connA3, connC2])
  into.write(bind('11111111-1111-4111-8111-111111111111'))
  const refused = await out.next()
  t.match(refused, /^05000c03.*02000100/, 'provider rejection, abstract syntax not supported')
  t.match(refused, '36303034', 'the secondary address is the port')
  into.write(bind(rpcInterfaces.management.id, 'alterContext'))
  t.match(await out.next(), /^05000f03.*00000000045d888a/, 'accepted')
  const call = (operation: string): Buffer =>
    Buffer.from(`05000003100000001800000002000000000000000000${operation}`, 'hex')
  into.write(call('0200'))
  t.match(await out.next(), /^05000203.*0000000001000000$/, 'is_server_listening: true')
  into.write(call('0000'))
  t.match(await out.next(), /^05000203.*185accf564421a108c5908002b2f842638000000/)
  into.write(call('6300'))
  t.match(await out.next(), /^05000323.*0200011c/, 'a fault: no such operation')
})

t.test('what is no RPC ends the connection', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  t.same([await out.next(), await out.next()], [connA3, connC2])
  into.write('GET / HTTP/1.1\r\nHost: mail.contoso.com\r\n\r\n')
  t.equal(await out.next(), undefined)
})

t.test('a channel that does not begin with its packet is refused', async (t) => {
  const host = await startHost(t, [rpc])
  const into = open(host, 'RPC_IN_DATA', { as: alice })
  into.on('error', () => undefined)
  into.write(ping())
  const [refusedIn] = await once(into, 'response')
  t.same([refusedIn.statusCode, refusedIn.statusMessage], [503, 'RPC Error: 6ba'])
  into.destroy()
  for (const body of [ping(), Buffer.alloc(76), Buffer.alloc(5_000)]) {
    const out = open(host, 'RPC_OUT_DATA', { as: alice, length: body.length })
    out.end(body)
    const [refusedOut] = await once(out, 'response')
    t.equal(refusedOut.statusCode, 503)
  }
})

t.test('a recycled pool closes both channels', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  t.same([await out.next(), await out.next()], [connA3, connC2])
  host.recycle()
  t.equal(await out.next(), undefined)
  await closed(into)
})

t.test('an echo is answered with the ECHO packet of 20 bytes', async (t) => {
  const host = await startHost(t, [rpc])
  for (const [method, body] of [
    ['RPC_IN_DATA', ''],
    ['RPC_OUT_DATA', 'echo'],
  ] as const) {
    const request = open(host, method, { as: alice, length: body.length })
    request.end(body)
    const [response] = await once(request, 'response')
    t.same([response.statusCode, response.statusMessage, response.headers['content-length']], [200, 'Success', '20'])
    const chunks = await response.toArray()
    t.equal(Buffer.concat(chunks).toString('hex'), '0500140310000000140000000000000040000000')
  }
})

t.test('endpoints that are not served are refused with the error of the proxy', async (t) => {
  const host = await startHost(t, [rpc])
  const cases = [
    ['', 'RPC Error: 5'],
    ['EX1:80', 'RPC Error: 5'],
    ['ex1.contoso.com:6001', 'Success'],
    ['other.example:6001', 'RPC Error: 6ba'],
    ['00000000-0000-4000-8000-00000000dead@contoso.com:6001', 'RPC Error: 6ba'],
  ] as const
  for (const [index, [endpoint, reason]] of cases.entries()) {
    const out = await openOut(host, { as: alice, endpoint }, 100 + index)
    t.equal(out.response.statusMessage, reason, endpoint)
    t.equal(out.response.statusCode, reason === 'Success' ? 200 : 503)
  }
})
