import t from 'tap'
import { encodeBindAck, ndr } from '../../../protocols/dcerpc/index.ts'
import { connA3, connC2, decodeRts, ping, readConnA1, readConnB1 } from '../../../protocols/rts/index.ts'
import { connect, isIn, proxyWorld, success } from './rpc-proxy.ts'

t.test('the requests are what RPC proxies expect, and only result zero accepts a BIND', async (t) => {
  let result = 0
  const cookies = new Set<string>()
  let bind = Promise.withResolvers<Buffer>()
  const world = await proxyWorld(t, async (channel) => {
    if (isIn(channel)) {
      t.match(channel.head, /^RPC_IN_DATA \/rpc\/rpcproxy\.dll\?exchange:6001 HTTP\/1\.1\r\n/)
      t.match(channel.head, /\r\ncontent-length: 1073741824\r\n/i)
      t.notMatch(channel.head, /transfer-encoding/i)
      cookies.add(readConnB1(decodeRts(await channel.read(104)))?.virtualConnection.toString('hex') ?? 'none')
      bind.resolve(await channel.read(72))
      return
    }
    t.match(channel.head, /^RPC_OUT_DATA \/rpc\/rpcproxy\.dll\?exchange:6001 HTTP\/1\.1\r\n/)
    t.match(channel.head, /\r\ncontent-length: 76\r\n/i)
    t.match(channel.head, /\r\naccept: application\/rpc\r\nuser-agent: MSRPC\r\n/i)
    cookies.add(readConnA1(decodeRts(await channel.read(76)))?.virtualConnection.toString('hex') ?? 'none')
    channel.socket.write(success)
    const packets = Buffer.concat([connA3(), ping(), connC2(), ping()])
    for (let at = 0; at < packets.length; at += 7) channel.socket.write(packets.subarray(at, at + 7))
    t.equal((await bind.promise).readUInt8(2), 0x0b)
    const ack = { callId: 1, maxFragment: 5_840, associationGroup: 1, secondaryAddress: '6001' }
    channel.socket.write(encodeBindAck({ ...ack, results: [{ result, reason: result, transfer: ndr }] }))
  })
  t.match(await connect(world), { ok: true, facts: { bound: true, pings: 2 } })
  t.equal(cookies.size, 1, 'both channels name the same virtual connection')

  result = 2
  bind = Promise.withResolvers()
  t.match(await connect(world), {
    ok: false,
    facts: { bound: false },
    summary: /refused the BIND to the mailbox store\.$/,
  })
  t.equal(cookies.size, 2, 'and every connection another')
})

t.test('an IN channel that is refused ends it, though the OUT channel is left to wait', async (t) => {
  const page = '<p>Only the methods of the web are allowed.</p>'
  const world = await proxyWorld(t, async (channel) => {
    if (!isIn(channel)) return
    const head = `HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n`
    channel.socket.end(head + page)
  })
  t.match(await connect(world), {
    ok: false,
    status: 405,
    summary:
      'http://mail.contoso.com/rpc/rpcproxy.dll answered 405 Method Not Allowed ("Only the methods of the web are allowed.").',
  })
})

t.test('an answer that is not RPC over HTTP is told', async (t) => {
  let opening: Uint8Array = connC2()
  let ends = false
  const world = await proxyWorld(t, async (channel) => {
    if (isIn(channel)) return
    channel.socket.write(success)
    channel.socket.write(opening)
    if (ends) channel.socket.end()
  })
  t.match(await connect(world), { ok: false, summary: /opened the OUT channel, but did not send CONN\/A3\.$/ })
  opening = Buffer.concat([connA3(), connA3()])
  t.match(await connect(world), { ok: false, summary: /did not join the channels: CONN\/C2 did not come\.$/ })
  opening = Buffer.from('<html><body>Welcome to our web site</body></html>')
  t.match(await connect(world), { ok: false, cause: 'bad-response', summary: /^The answer is malformed: DCE\/RPC/ })
  opening = connA3()
  ends = true
  t.match(await connect(world), { ok: false, cause: 'truncated' })
})
