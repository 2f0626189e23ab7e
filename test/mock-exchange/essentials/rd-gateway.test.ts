import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { createClock } from '../../../base/clock.ts'
import { waitUntil } from '../../../base/deadline.ts'
import { startEssentials } from '../../../mock-exchange/essentials/essentials.ts'
import { createAuthenticate, createNegotiate } from '../../../protocols/ntlm/index.ts'
import { encodeRdg, type RdgPacket, RdgSplitter } from '../../../protocols/rdg/index.ts'
import { connA1 } from '../../../protocols/rts/index.ts'
import { encodeFrame } from '../../../protocols/websocket.ts'
import { loadPlanText } from '../../../topology/index.ts'
import { selfSigned } from '../support/certificates.ts'

const { plan } = loadPlanText(`
domain: contoso.com
hosts:
  essentials: { role: essentials, intranet: 192.168.16.3, publicName: remote.contoso.com }
users:
  alice: { password: "Pässword:1" }
  bob: { password: "Pässword:1" }
`)
const [essentials] = plan.essentialsServers
const [alice] = plan.users
if (essentials === undefined || alice === undefined) throw new Error('the topology is not as meant')
const certificate = selfSigned(['remote.contoso.com'])
const clock = createClock()
const server = await startEssentials(
  { plan: essentials, certificate, computers: new Map() },
  {
    dial: async (address, port) => connect(port, address),
    clock,
    record: () => {},
    held: () => {},
    trust: [],
    ...plan,
  },
)
t.teardown(async () => {
  clock[Symbol.dispose]()
  await server[Symbol.asyncDispose]()
})

const guid = (digit: string): string => `{${digit.repeat(8)}-1111-4111-8111-111111111111}`

/** A connection to the gateway that reads byte by byte. */
class Wire {
  readonly socket: Socket
  closed = false
  requests = 0
  #got: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.closed = true
    })
    socket.on('data', (chunk: Buffer) => {
      this.#got = Buffer.concat([this.#got, chunk])
    })
  }

  static async open(): Promise<Wire> {
    const port = server.sockets.find(({ tls }) => tls)?.port ?? 0
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      ca: certificate.certificate,
      servername: 'remote.contoso.com',
    })
    await once(socket, 'secureConnect')
    return new Wire(socket)
  }

  ask(method: string, id: string, more: readonly string[], target = '/remoteDesktopGateway/'): void {
    const lines = [
      `${method} ${target} HTTP/1.1`,
      'Host: remote.contoso.com',
      'User-Agent: MS-RDGateway/1.0',
      `RDG-Connection-Id: ${id}`,
      ...more,
    ]
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    this.requests += 1
  }

  /** The next head, with its status. */
  async head(): Promise<string> {
    await waitUntil(() => this.#got.includes('\r\n\r\n'), { what: 'a head' })
    const end = this.#got.indexOf('\r\n\r\n') + 4
    const head = this.#got.subarray(0, end).toString('latin1')
    this.#got = this.#got.subarray(end)
    return head
  }

  async take(count: number): Promise<Buffer> {
    await waitUntil(() => this.#got.length >= count, { what: `${count} bytes` })
    const bytes = this.#got.subarray(0, count)
    this.#got = this.#got.subarray(count)
    return bytes
  }

  /** A log-on by NTLM whose last leg is the request itself. */
  async logOn(
    method: string,
    id: string,
    more: readonly string[] = [],
    { user = 'alice', target }: { readonly user?: string; readonly target?: string } = {},
  ): Promise<string> {
    const negotiate = createNegotiate()
    this.ask(method, id, ['Content-Length: 0', `Authorization: NTLM ${negotiate.toString('base64')}`], target)
    const challenge = Buffer.from(/WWW-Authenticate: NTLM (\S+)/i.exec(await this.head())?.[1] ?? '', 'base64')
    const account = { user, domain: 'CONTOSO', password: 'Pässword:1' }
    const authenticate = createAuthenticate({ negotiate, challenge, ...account })
    this.ask(method, id, [`Authorization: NTLM ${authenticate.toString('base64')}`, ...more], target)
    return await this.head()
  }

  chunk(bytes: Buffer): void {
    this.socket.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]))
  }
}

async function tunnel(id: string): Promise<{ out: Wire; into: Wire; next: () => Promise<RdgPacket> }> {
  const out = await Wire.open()
  const head = await out.logOn('RDG_OUT_DATA', id, ['Content-Length: 0'])
  t.match(head, /^HTTP\/1\.1 200 OK\r\n/)
  t.notMatch(head, /content-length|transfer-encoding/i)
  await out.take(10)
  const into = await Wire.open()
  t.match(await into.logOn('RDG_IN_DATA', id, ['Content-Length: 0']), /^HTTP\/1\.1 200 /)
  into.ask('RDG_IN_DATA', id, ['Transfer-Encoding: chunked'])
  const splitter = new RdgSplitter()
  const next = async (): Promise<RdgPacket> => {
    for (;;) {
      const [packet] = splitter.push(await out.take(1))
      if (packet !== undefined) return packet
    }
  }
  return { out, into, next }
}

const handshake: RdgPacket = { kind: 'handshake-request', major: 1, minor: 0, version: 1, extendedAuth: 0 }

t.test(
  'versions and further authentication that are not spoken are refused with the error of the gateway',
  async (t) => {
    const cases = [
      [{ ...handshake, major: 2 }, 0x800759e8],
      [{ ...handshake, extendedAuth: 2 }, 0x800759f9],
    ] as const
    for (const [index, [packet, error]] of cases.entries()) {
      const { out, into, next } = await tunnel(guid(String(index)))
      into.chunk(encodeRdg(packet))
      t.match(await next(), { kind: 'handshake-response', error, major: 1, minor: 0 })
      await waitUntil(() => out.closed, { what: 'the end of the OUT channel' })
    }
  },
)

t.test('a cookie is denied, and packets out of order are an internal error; both end the tunnel', async (t) => {
  const denied = await tunnel(guid('a'))
  denied.into.chunk(encodeRdg(handshake))
  t.match(await denied.next(), { kind: 'handshake-response', error: 0, version: 1 })
  denied.into.chunk(encodeRdg({ kind: 'keep-alive' }))
  denied.into.chunk(encodeRdg({ kind: 'tunnel-create', capabilities: 0, cookie: Buffer.from('PAA') }))
  t.match(await denied.next(), { kind: 'tunnel-response', error: 0x800759f8 })
  await waitUntil(() => denied.out.closed, { what: 'the end' })

  const early = await tunnel(guid('b'))
  early.into.chunk(encodeRdg({ kind: 'channel-create', hosts: ['pc'], port: 3389 }))
  t.match(await early.next(), { kind: 'channel-response', error: 0x800759d8 })
  await waitUntil(() => early.out.closed, { what: 'the end' })

  const swapped = await tunnel(guid('6'))
  swapped.into.chunk(encodeRdg({ kind: 'channel-response', error: 0, channelId: 1 }))
  await waitUntil(() => swapped.out.closed, { what: 'the end of a client that talks like a gateway' })
})

t.test('bytes that are no packet, and lengths that lie, are a 400 and the end of both channels', async (t) => {
  for (const [index, bytes] of [Buffer.from('GET / HTTP/1.1\r\n'), Buffer.from('0a000000ffffff7f', 'hex')].entries()) {
    const { out, into } = await tunnel(guid(['c', 'd'][index] ?? 'e'))
    into.chunk(bytes)
    t.match(await into.head(), /^HTTP\/1\.1 400 /)
    await waitUntil(() => out.closed && into.closed, { what: 'the end of both' })
  }
})

t.test('an IN channel needs its OUT channel, and an id belongs to one tunnel', async (t) => {
  const lonely = await Wire.open()
  t.match(await lonely.logOn('RDG_IN_DATA', guid('7'), ['Transfer-Encoding: chunked']), /^HTTP\/1\.1 400 /)

  const { out, into, next } = await tunnel(guid('8'))
  const again = await Wire.open()
  t.match(await again.logOn('RDG_OUT_DATA', guid('8'), ['Content-Length: 0']), /^HTTP\/1\.1 400 /)
  const second = await Wire.open()
  t.match(await second.logOn('RDG_IN_DATA', guid('8'), ['Transfer-Encoding: chunked']), /^HTTP\/1\.1 400 /)
  const stranger = await Wire.open()
  const chunked = ['Transfer-Encoding: chunked']
  t.match(
    await stranger.logOn('RDG_IN_DATA', guid('8'), chunked, { user: 'bob' }),
    /^HTTP\/1\.1 400 /,
    'nobody else joins it',
  )
  into.chunk(encodeRdg(handshake))
  t.match(await next(), { kind: 'handshake-response', error: 0 }, 'the tunnel is unharmed')
  into.socket.destroy()
  await waitUntil(() => out.closed, { what: 'the end of the OUT channel with the IN channel' })

  const nameless = await Wire.open()
  t.match(await nameless.logOn('RDG_OUT_DATA', 'x', ['Content-Length: 0']), /^HTTP\/1\.1 400 /)
})

t.test('other methods are refused, and nothing comes without a log-on', async (t) => {
  const wire = await Wire.open()
  t.match(await wire.logOn('GET', guid('9'), ['Content-Length: 0']), /^HTTP\/1\.1 405 /)
  const anonymous = await Wire.open()
  anonymous.ask('RDG_OUT_DATA', guid('9'), ['Content-Length: 0'])
  const head = await anonymous.head()
  t.match(head, /^HTTP\/1\.1 401 /)
  t.match(head, /WWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n/)
})

t.test('the RPC proxy leads to the gateway of this server, by any of its names, and nowhere else', async (t) => {
  const answerOf = async (endpoint: string): Promise<string> => {
    const wire = await Wire.open()
    const target = `/rpc/rpcproxy.dll?${endpoint}`
    const [line = ''] = (await wire.logOn('RPC_OUT_DATA', '', ['Content-Length: 76'], { target })).split('\r\n')
    wire.socket.destroy()
    return line
  }
  t.equal(await answerOf('localhost:6001'), 'HTTP/1.1 503 RPC Error: 5')
  t.equal(await answerOf(''), 'HTTP/1.1 503 RPC Error: 5')
  t.equal(await answerOf('exchange.contoso.com:3388'), 'HTTP/1.1 503 RPC Error: 6ba')
  for (const name of ['localhost', 'ESSENTIALS', 'essentials.contoso.com', 'remote.contoso.com']) {
    const wire = await Wire.open()
    const opening = connA1({ virtualConnection: randomBytes(16), outChannel: randomBytes(16) })
    const logOn = wire.logOn('RPC_OUT_DATA', '', ['Content-Length: 76'], {
      target: `/rpc/rpcproxy.dll?${name}:3388`,
    })
    // The request's body follows its log-on, which is answered once the body is there.
    await waitUntil(() => wire.requests === 2, { what: 'the request' })
    wire.socket.write(opening)
    t.match(await logOn, /^HTTP\/1\.1 200 Success\r\n/, name)
    wire.socket.destroy()
  }
  const browser = await Wire.open()
  browser.ask('GET', '', [], '/rpc/rpcproxy.dll')
  t.match(await browser.head(), /^HTTP\/1\.1 401 /)
  const anonymous = await Wire.open()
  anonymous.ask('RPC_IN_DATA', '', ['Content-Length: 1073741824'], '/rpc/rpcproxy.dll?localhost:3388')
  const head = await anonymous.head()
  t.match(head, /^HTTP\/1\.1 401 /)
  t.match(head, /WWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n/)
})

t.test('an OUT channel that stays alone is closed', async (t) => {
  const out = await Wire.open()
  t.match(await out.logOn('RDG_OUT_DATA', guid('f'), ['Content-Length: 0']), /^HTTP\/1\.1 200 OK\r\n/)
  clock.advance(30_000)
  await waitUntil(() => out.closed, { what: 'the end of the channel' })
})

t.test('a websocket carries both directions, in frames of any cut', async (t) => {
  const upgrade = [
    'Content-Length: 0',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  const wire = await Wire.open()
  const head = await wire.logOn('RDG_OUT_DATA', guid('0'), upgrade)
  t.match(head, /^HTTP\/1\.1 101 Switching Protocols\r\n/)
  t.match(head, /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/, 'the example of RFC 6455')
  const mask = Buffer.of(1, 2, 3, 4)
  const request = encodeFrame('binary', encodeRdg(handshake), mask)
  wire.socket.write(request.subarray(0, 3))
  wire.socket.write(request.subarray(3))
  t.same(await wire.take(2), Buffer.of(0x82, 18), 'a binary frame, not masked')
  t.match(new RdgSplitter().push(await wire.take(18)), [{ kind: 'handshake-response', error: 0 }])
  wire.socket.write(encodeFrame('ping', Buffer.from('?'), mask))
  t.same(await wire.take(3), Buffer.concat([Buffer.of(0x8a, 1), Buffer.from('?')]))
  wire.socket.write(encodeFrame('binary', encodeRdg({ kind: 'tunnel-create', capabilities: 0 })))
  t.same(await wire.take(4), Buffer.of(0x88, 2, 0x03, 0xea), 'a frame without mask is a protocol error')
  await waitUntil(() => wire.closed, { what: 'the end' })
})
