import t from 'tap'
import { encodeBindAck, ndr } from '../../../protocols/dcerpc/index.ts'
import { connA3, connC2 } from '../../../protocols/rts/index.ts'
import { passUntil, startVirtualTime } from '../virtual-time.ts'
import { connect, isIn, proxyWorld, success } from './rpc-proxy.ts'

const opening = Buffer.concat([connA3(), connC2()])
const ack = encodeBindAck({
  callId: 1,
  maxFragment: 5_840,
  associationGroup: 1,
  secondaryAddress: '6001',
  results: [{ result: 0, reason: 0, transfer: ndr }],
})

t.test('a server that does not join the channels is given half a minute', async (t) => {
  const opened = Promise.withResolvers<void>()
  const world = await proxyWorld(t, async (channel) => {
    if (isIn(channel)) return
    channel.socket.write(success)
    opened.resolve()
  })
  startVirtualTime(t)
  const running = connect(world)
  await opened.promise
  const passed = await passUntil(running, 35_000)
  t.ok(passed >= 29_000, `it was patient for ${passed} ms`)
  t.match(await running, {
    ok: false,
    cause: 'response-timeout',
    summary: 'http://mail.contoso.com/rpc/rpcproxy.dll did not go on with the RPC connection within 30000 ms.',
  })
})

t.test('a BIND that is answered by a fault is not bound', async (t) => {
  // bind_nak of C706 12.6.4.5: type 13, reason 4 (local limit exceeded).
  const nak = Buffer.from('05000d031000000018000000010000000400' + '000000000000', 'hex')
  const world = await proxyWorld(t, async (channel) => {
    if (!isIn(channel)) channel.socket.write(Buffer.concat([Buffer.from(success), opening, nak]))
  })
  t.match(await connect(world), {
    ok: false,
    facts: { bound: false, connectionTimeout: 120_000 },
    summary: 'http://mail.contoso.com/rpc/rpcproxy.dll answered BIND with a PDU of type 13.',
  })
})

for (const [channel, cause, sentence] of [
  ['IN', 'reset', /and broke: The IN channel of RPC over HTTP was ended by the server with status 503\.$/],
  ['OUT', 'truncated', /and broke: /],
] as const) {
  t.test(`an ${channel} channel that ends while it is held is told, with the time that it stood`, async (t) => {
    const bound = Promise.withResolvers<void>()
    const world = await proxyWorld(t, async (one) => {
      if (isIn(one)) await one.read(104 + 72)
      else {
        one.socket.write(Buffer.concat([Buffer.from(success), opening]))
        one.socket.write(ack)
      }
      if (isIn(one) !== (channel === 'IN')) return
      await bound.promise
      one.socket.end(channel === 'IN' ? 'HTTP/1.1 503 RPC Error: 6ba\r\nContent-Length: 0\r\n\r\n' : '')
    })
    const result = await connect(world, { hold: '1m' }, () => bound.resolve())
    t.match(result, { ok: false, cause, facts: { bound: true }, summary: /^The channels to .* stood for \d+ ms/ })
    t.match(result.summary, sentence)
  })
}
