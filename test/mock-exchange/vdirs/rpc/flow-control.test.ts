import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { rpc } from '../../../../mock-exchange/vdirs/rpc.ts'
import { encodeBind, encodeRequest, ndr, pduFlags, rpcInterfaces } from '../../../../protocols/dcerpc/index.ts'
import { connA1, flowControlAck, keepAlive, ping } from '../../../../protocols/rts/index.ts'
import { alice, basic, type Host, startHost } from '../host.ts'
import { closed, cookie, OutChannel, open, openIn, openOut } from './outlook.ts'

const contexts = [{ id: 0, interface: rpcInterfaces.management, transfers: [ndr] }]
const bind = encodeBind({ callId: 1, maxFragment: 5_840, associationGroup: 0, contexts })
const call = (callId: number): Buffer =>
  encodeRequest({ callId, context: 0, allocationHint: 0, operation: 99, stub: Buffer.alloc(0) })
const fault = /^05000323/

async function openWithWindow(host: Host, receiveWindow: number): Promise<OutChannel> {
  const opening = connA1({ virtualConnection: cookie(1), outChannel: cookie(2), receiveWindow })
  const out = open(host, 'RPC_OUT_DATA', { as: alice, length: opening.length })
  out.end(opening)
  const [response] = await once(out, 'response')
  return new OutChannel(response)
}

t.test("no more is sent than the client's window has room for, until it acknowledges", async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openWithWindow(host, 8_192)
  await out.next()
  await out.next()
  into.write(bind)
  const ack = Buffer.from((await out.next()) ?? '', 'hex').length
  const most = Math.floor((8_192 - ack) / 32)
  for (let callId = 2; callId < 500; callId++) into.write(call(callId))
  for (let count = 0; count < most; count++) t.match(await out.next(), fault)
  host.clock.advance(60_000)
  t.equal(await out.next(), ping().toString('hex'), 'nothing but a ping, which no window counts')
  const bytesReceived = ack + most * 32
  into.write(flowControlAck('out-proxy', { bytesReceived, availableWindow: 8_192, channel: cookie(2) }))
  for (let count = most; count < 498; count++) t.match(await out.next(), fault)

  into.write(flowControlAck('out-proxy', { bytesReceived: 0x7fffffff, availableWindow: 8_192, channel: cookie(2) }))
  t.equal(await out.next(), undefined, 'an acknowledgement of what was never sent ends the connection')
})

t.test('a window out of range is refused', async (t) => {
  const host = await startHost(t, [rpc])
  for (const window of [0, 8_191, 262_145, 0xffffffff]) {
    const out = await openWithWindow(host, window)
    t.equal(out.response.statusCode, 503, String(window))
  }
})

t.test('a client that passes the window of the server is cut off', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  await out.next()
  await out.next()
  into.write(bind)
  await out.next()
  // One fragment after the other; the acknowledgements are for those who read them.
  const stub = Buffer.alloc(60_000)
  const fragment = (flags: number): Buffer =>
    encodeRequest({ callId: 2, context: 0, allocationHint: 0xffffffff, operation: 0, stub }, { flags })
  into.write(fragment(pduFlags.first))
  for (let count = 0; count < 200 && !into.closed; count++) {
    into.write(fragment(0))
    await new Promise(setImmediate)
  }
  await closed(into)
  t.pass('a call without end does not fill the memory')
})

t.test('a client may ask for pings at a shorter interval, and quiet is measured from the last byte', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  await out.next()
  await out.next()
  host.clock.advance(30_000)
  into.write(bind)
  t.match(await out.next(), /^05000c03/)
  host.clock.advance(40_000)
  into.write(call(2))
  t.match(await out.next(), fault, 'no ping: something was sent 40 s ago')
  into.write(keepAlive(1_000))
  host.clock.advance(60_000)
  t.equal(await out.next(), ping().toString('hex'), 'a keep-alive of less than a minute counts for nothing')
})

t.test('100 Continue comes when it is asked for, and only then; HEAD is answered', async (t) => {
  const host = await startHost(t, [rpc])
  const said = async (head: string): Promise<() => string> => {
    const socket = connect(host.port, '127.0.0.1')
    t.teardown(() => socket.destroy())
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.write(`${head}\r\nHost: mail.contoso.com\r\nAuthorization: ${basic(alice)}\r\n\r\n`)
    return () => text
  }
  const target = `/rpc/rpcproxy.dll?${alice.mailboxGuid}@contoso.com:6001`
  const asked = await said(`RPC_IN_DATA ${target} HTTP/1.1\r\nContent-Length: 1073741824\r\nExpect: 100-continue`)
  await waitUntil(() => asked() === 'HTTP/1.1 100 Continue\r\n\r\n', { what: '100 Continue' })
  const silent = await said(`RPC_IN_DATA ${target} HTTP/1.1\r\nContent-Length: 1073741824`)
  const head = await said(`HEAD ${target} HTTP/1.1`)
  await waitUntil(() => head().startsWith('HTTP/1.1 200 '), { what: 'the answer to HEAD' })
  t.equal(silent(), '')
})

t.test('a cookie that is in use is refused, and its connection goes on', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  const out = await openOut(host, { as: alice })
  await out.next()
  await out.next()
  const again = await openOut(host, { as: alice })
  t.equal(again.response.statusCode, 503)
  const intoAgain = openIn(t, host, { as: alice })
  const [refused] = await once(intoAgain, 'response')
  t.equal(refused.statusCode, 503)
  into.write(bind)
  t.match(await out.next(), /^05000c03/)
})

t.test('calls before the OUT channel is there end the connection', async (t) => {
  const host = await startHost(t, [rpc])
  const into = openIn(t, host, { as: alice })
  into.write(bind)
  await closed(into)
  const late = await openOut(host, { as: alice })
  t.equal(late.response.statusCode, 200, 'the cookie is free again')
})
