// Farms whose servers get a PROXY header with the address of the client.

import * as tls from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startHealth } from '../../proxy/health.ts'
import { readProxyHeader } from '../../proxy/proxy-protocol/index.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { dial, probedFarm } from './health-lab.ts'
import { secureWireTo, type Wire, type WireServer, wireServer } from './wire.ts'

const get = 'GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'
const versions = ['v1', 'v2'] as const
const authority = await testAuthority(t.testdir())
const atEdge = await authority.issue(['mail.test'])
const atServer = await authority.issue(['legacy.test', 'mail.test'])
const ca = authority.certificate

/** Takes the header off a connection; gives the client's port, or what is wrong. */
async function headerOf(wire: Wire): Promise<string> {
  let header = readProxyHeader(Buffer.from(wire.text, 'latin1'))
  await wire.until(() => {
    header = readProxyHeader(Buffer.from(wire.text, 'latin1'))
    return header.kind !== 'more'
  }, 'a PROXY header')
  if (header.kind !== 'header') return header.kind
  wire.text = wire.text.slice(header.length)
  return header.ends === undefined ? 'nobody' : `${header.ends.source.address} ${header.ends.source.port}`
}

/** A server that answers each request with the number of the connection and its header's client. */
function toldServer(): Promise<WireServer> {
  return wireServer(async (wire) => {
    const client = await headerOf(wire)
    for (;;) {
      await wire.head()
      const text = `${wire.number}: ${client}`
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
    }
  })
}

const me = ({ socket }: Wire): string => `127.0.0.1 ${socket.localPort}`

for (const proxyProtocol of versions) {
  t.test(`${proxyProtocol}: each client has connections of its own, opened in its name`, async (t) => {
    await using server = await toldServer()
    await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [server.port], { proxyProtocol }) } })
    const one = await lab.client()
    const two = await lab.client()
    for (let round = 1; round <= 3; round++) {
      t.equal((await one.send(get).message()).body, `1: ${me(one)}`)
      t.equal((await two.send(get).message()).body, `2: ${me(two)}`)
    }
    const [ofOne, ofTwo] = server.wires
    one.socket.destroy()
    await ofOne?.end()
    t.notOk(ofTwo?.ended, 'with a client go its connections, and no others')
    const three = await lab.client()
    t.equal((await three.send(get).message()).body, `3: ${me(three)}`)
    // A server that lets go of a connection at rest costs its client nothing.
    ofTwo?.socket.destroy()
    await waitUntil(() => (ofTwo?.closed ? true : undefined), { what: 'the end of the connection' })
    t.equal((await two.send(get).message()).body, `4: ${me(two)}`)
    for (const wire of [two, three]) wire.socket.destroy()
  })

  t.test(`${proxyProtocol}: before TLS when bridging, and before a hello that is passed through`, async (t) => {
    const secure = tls.createServer({ cert: atServer.certificate, key: atServer.privateKey }, (socket) => {
      socket.on('error', () => {})
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
    })
    const clients: string[] = []
    await using server = await wireServer(async (wire) => {
      clients.push(await headerOf(wire))
      wire.socket.pause().removeAllListeners('data')
      wire.socket.unshift(Buffer.from(wire.text, 'latin1'))
      secure.emit('connection', wire.socket)
    })
    const bridge = { ca: undefined, servername: 'mail.test', verify: true }
    const farms = {
      cas: farmOn('cas', [server.port], { proxyProtocol, tls: bridge }),
      legacy: farmOn('legacy', [server.port], { proxyProtocol, passthrough: true }),
    }
    const rules = ['legacy.test -> legacy', '* -> cas']
    await using lab = await startTestEdge({ rules, farms, certificates: [atEdge], trusted: ca })
    const bridged = await secureWireTo(lab.securePort, { ca, servername: 'mail.test' })
    t.equal((await bridged.send(get).message()).body, 'ok')
    const passed = await secureWireTo(lab.securePort, { ca, servername: 'legacy.test' })
    t.equal((await passed.send(get.replace('mail', 'legacy')).message()).body, 'ok')
    t.same(clients, [me(bridged), me(passed)])
    for (const wire of [bridged, passed]) wire.socket.destroy()
  })

  t.test(`${proxyProtocol}: a health probe speaks for nobody`, async (t) => {
    await using server = await toldServer()
    const { farm, member } = probedFarm(server.port, { match: 'nobody' })
    await using running = startHealth({ ...farm, proxyProtocol }, [member], { dial, context: undefined })
    await running.probe()
    t.match(member, { healthy: true, reason: undefined })
  })
}

t.test('NTLM is pinned as on other farms, and a tunnel goes over a connection that was at rest', async (t) => {
  await using server = await wireServer(async (wire) => {
    const client = await headerOf(wire)
    for (;;) {
      const head = await wire.head()
      if (/^upgrade:/im.test(head)) {
        wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n')
        wire.send(`${wire.number} tunnel`)
        return
      }
      const text = `${wire.number}: ${client}`
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
    }
  })
  const cas = farmOn('cas', [server.port], { proxyProtocol: 'v2' })
  await using lab = await startTestEdge({ farms: { cas } })
  const bound = await lab.client()
  const ntlm = get.replace('\r\n\r\n', '\r\nAuthorization: NTLM AAAA\r\n\r\n')
  t.equal((await bound.send(ntlm).message()).body, `1: ${me(bound)}`)
  t.equal((await bound.send(get).message()).body, `1: ${me(bound)}`)
  server.wires[0]?.socket.destroy()
  await bound.end()

  const client = await lab.client()
  t.equal((await client.send(get).message()).body, `2: ${me(client)}`)
  client.send(get.replace('\r\n\r\n', '\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n'))
  await client.take('2 tunnel')
  client.socket.destroy()
})

t.test('what a client had of its own before a reload is not kept beside what it gets after', async (t) => {
  await using server = await toldServer()
  const setup = { farms: { cas: farmOn('cas', [server.port], { proxyProtocol: 'v1' }) } }
  await using lab = await startTestEdge(setup)
  const client = await lab.client()
  t.equal((await client.send(get).message()).body, `1: ${me(client)}`)
  lab.edge.reload(testSetup(setup))
  t.equal((await client.send(get).message()).body, `2: ${me(client)}`)
  // Sooner than the server gives up on it.
  await waitUntil(() => lab.edge.servers()[0]?.connections === 1, { what: 'the first to be closed', within: 3_000 })
  client.socket.destroy()
})
