import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, createServer, type TLSSocket } from 'node:tls'
import t from 'tap'
import { createTunnels, serveTunnels, tunnelProtocol } from '../../../mock-exchange/relay/tunnels.ts'
import { selfSigned } from '../support/certificates.ts'
import { startServers } from '../support/servers.ts'

const { certificate, privateKey } = selfSigned(['cas1.contoso.com'])

interface Pair extends Disposable {
  open(): Promise<Socket>
  readonly carriers: TLSSocket[]
  readonly over: () => boolean
}

async function tunnelsTo(serve: (tunnel: Socket) => void): Promise<Pair> {
  const carriers: TLSSocket[] = []
  const server = createServer({ cert: certificate, key: privateKey, ALPNProtocols: [tunnelProtocol] }, (socket) => {
    carriers.push(socket)
    serveTunnels(socket, serve)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const carrier = connect({
    port,
    host: '127.0.0.1',
    ca: [certificate],
    servername: 'cas1.contoso.com',
    ALPNProtocols: [tunnelProtocol],
  })
  await once(carrier, 'secureConnect')
  let ended = false
  const open = createTunnels(carrier, 'cas1.contoso.com:444', () => {
    ended = true
  })
  return {
    open,
    carriers,
    over: () => ended,
    [Symbol.dispose]() {
      carrier.destroy()
      server.close()
    },
  }
}

const digest = async (stream: Duplex): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of stream) hash.update(piece)
  return hash.digest('hex')
}

t.test('many tunnels in one connection carry each their own bytes, both ways', async (t) => {
  using pair = await tunnelsTo((tunnel) => void tunnel.pipe(tunnel))
  const send = async (bytes: Buffer): Promise<string> => {
    const tunnel = await pair.open()
    const received = digest(tunnel)
    // As Node's HTTP client writes: the head as a string in one go with the beginning of the body.
    tunnel.cork()
    tunnel.write(bytes.toString('latin1', 0, 700), 'latin1')
    tunnel.write(bytes.subarray(700, 9_000))
    tunnel.uncork()
    tunnel.end(bytes.subarray(9_000))
    return received
  }
  const bodies = Array.from({ length: 60 }, (_, at) => randomBytes(1_000 + at * 9_973))
  const received = await Promise.all(bodies.map(send))
  t.strictSame(
    received,
    bodies.map((bytes) => createHash('sha256').update(bytes).digest('hex')),
  )
  t.equal(pair.carriers.length, 1)
})

t.test('who does not read holds back its own tunnel only', async (t) => {
  const accepted: Socket[] = []
  using pair = await tunnelsTo((tunnel) => {
    if (accepted.push(tunnel) > 1) tunnel.pipe(tunnel)
  })
  const stuck = await pair.open()
  let sent = false
  stuck.write(Buffer.alloc(1_000_000), () => {
    sent = true
  })
  const other = await pair.open()
  const received = digest(other)
  const bytes = randomBytes(3_000_000)
  other.end(bytes)
  t.equal(await received, createHash('sha256').update(bytes).digest('hex'))
  t.equal(sent, false)
  accepted[0]?.resume()
  await once(stuck, 'drain')
})

t.test('when all leave at once, whoever stays is not cut off', async (t) => {
  const left: Promise<unknown>[] = []
  using pair = await tunnelsTo((tunnel) => {
    left.push(new Promise((resolve) => tunnel.once('close', resolve)))
    tunnel.on('data', (bytes) => tunnel.write(bytes))
  })
  const staying = await pair.open()
  const leaving = await Promise.all(Array.from({ length: 3_000 }, pair.open))
  for (const tunnel of leaving) tunnel.destroy()
  await Promise.all(left.slice(1))
  t.equal(left.length, 3_001)
  staying.write('still here')
  const [bytes] = await once(staying, 'data')
  t.equal(String(bytes), 'still here')
})

t.test('a broken connection breaks its tunnels, and no more are opened', async (t) => {
  using pair = await tunnelsTo((tunnel) => tunnel.resume())
  const tunnel = await pair.open()
  const closed = new Promise((resolve) => tunnel.once('close', resolve))
  pair.carriers[0]?.destroy()
  await closed
  t.equal(pair.over(), true)
  await t.rejects(pair.open(), { code: 'ECONNRESET' })
})

t.test('on 444 everyone else is served HTTP/1.1 as ever', async (t) => {
  await using servers = await startServers()
  for (const ALPNProtocols of [undefined, ['http/1.1'], ['h2', 'http/1.1']]) {
    const socket = connect({
      port: servers.port('cas1', 444),
      host: '127.0.0.1',
      ca: [servers.backEndCertificate],
      servername: 'cas1.contoso.com',
      ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }),
    })
    socket.end('GET /EWS/ HTTP/1.1\r\nHost: cas1\r\nConnection: close\r\n\r\n')
    let text = ''
    for await (const piece of socket) text += piece
    t.match(text, /^HTTP\/1\.1 401 Unauthorized\r\n/)
  }
})
