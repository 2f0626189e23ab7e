import { createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import {
  connA3,
  connC2,
  decodeRts,
  encodeBindAck,
  ndr,
  ping,
  readConnA1,
  readConnB1,
} from '../../../protocols/rts/index.ts'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

interface Channel {
  readonly socket: Socket
  readonly head: string
  /** The bytes after the head, as many. */
  read(count: number): Promise<Buffer>
}

/** An RPC proxy written out by hand for each request. */
async function proxyWorld(t: Test, serve: (channel: Channel) => Promise<void>): Promise<World> {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let got: Buffer = Buffer.alloc(0)
    let more = Promise.withResolvers<void>()
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      more.resolve()
      more = Promise.withResolvers()
    })
    const read = async (count: number): Promise<Buffer> => {
      while (got.length < count) await more.promise
      const bytes = got.subarray(0, count)
      got = got.subarray(count)
      return bytes
    }
    const accept = async () => {
      while (!got.includes('\r\n\r\n')) await more.promise
      const head = await read(got.indexOf('\r\n\r\n') + 4)
      await serve({ socket, head: head.toString('latin1'), read })
    }
    accept().catch((error: unknown) => t.fail(String(error)))
  })
  await world.serve('203.0.113.10:80', server)
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    await world[Symbol.asyncDispose]()
  })
  return world
}

const connect = (world: World) =>
  runAction('outlook-anywhere.connect', world.context(), {
    url: 'http://mail.contoso.com',
    auth: 'basic',
    server: 'exchange',
  })
const success = 'HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 1073741824\r\n\r\n'
const isIn = ({ head }: Channel): boolean => head.startsWith('RPC_IN_DATA ')

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
