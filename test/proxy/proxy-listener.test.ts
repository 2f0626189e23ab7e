// Listeners behind a proxy that says in a PROXY header who the client is.

import { connect, createServer } from 'node:net'
import * as tls from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { Incoming } from '../../proxy/incoming.ts'
import { ListenerCounters } from '../../proxy/metrics/counters.ts'
import { ProxyGate } from '../../proxy/proxy-gate.ts'
import { writeProxyHeader } from '../../proxy/proxy-protocol/index.ts'
import { Ticker } from '../../proxy/ticker.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { textServer, Wire, wireServer, wireTo } from './wire.ts'

const ends = {
  source: { address: '198.51.100.7', port: 50_000 },
  destination: { address: '203.0.113.10', port: 443 },
}
const get = 'GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'
const proxyFrom = ['127.0.0.1']
const versions = ['v1', 'v2'] as const
const forwardedFor = (head: string): string => /^x-forwarded-for: (.*)\r$/im.exec(head)?.[1] ?? 'none'

const authority = await testAuthority(t.testdir())
const atEdge = await authority.issue(['mail.test'])
const atServer = await authority.issue(['legacy.test'])
const ca = authority.certificate

/** TLS over a connection that has sent its header. */
async function secureWire(port: number, servername: string, header: Buffer): Promise<Wire> {
  const { socket } = await wireTo(port)
  socket.removeAllListeners('data')
  socket.write(header)
  const secure = tls.connect({ socket, ca, servername })
  const wire = new Wire(secure)
  await waitUntil(() => (secure.authorized ? true : undefined), { what: 'the TLS handshake' })
  return wire
}

for (const version of versions) {
  t.test(`plain, ${version}: the client is the one of the header`, async (t) => {
    await using server = await textServer(forwardedFor)
    await using lab = await startTestEdge({ farms: { cas: [server.port] }, proxyFrom })
    const header = writeProxyHeader(version, ends).toString('latin1')

    const together = await lab.client()
    t.equal((await together.send(header + get).message()).body, '198.51.100.7')
    t.equal((await together.send(get).message()).body, '198.51.100.7', 'of the next request too')
    t.match(await lab.record(), { status: 200, connection: 1, edge: { client: ends.source } })

    const byte = await lab.client()
    for (const one of header + get) {
      byte.send(one)
      await new Promise(setImmediate)
    }
    t.equal((await byte.message()).body, '198.51.100.7', 'byte by byte')

    const own = await lab.client()
    const local = writeProxyHeader(version, undefined).toString('latin1')
    t.equal((await own.send(local + get).message()).body, '127.0.0.1', 'without a client it stands for itself')
    for (const wire of [together, byte, own]) wire.socket.destroy()
  })

  t.test(`TLS, ${version}: the header comes before the hello`, async (t) => {
    await using server = await textServer(forwardedFor)
    await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [atEdge], proxyFrom })
    const client = await secureWire(lab.securePort, 'mail.test', writeProxyHeader(version, ends))
    t.equal((await client.send(get).message()).body, '198.51.100.7')
    t.match(await lab.record(), { scheme: 'https', edge: { mode: 'offload', client: ends.source } })
    client.socket.destroy()
  })
}

t.test('passthrough: the header does not go through with the hello, unless the farm has one', async (t) => {
  await using server = await wireServer(
    async (wire) => {
      await wire.head()
      wire.send('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npassed')
    },
    { pair: atServer },
  )
  const farms = { cas: [1], legacy: farmOn('legacy', [server.port], { passthrough: true }) }
  const rules = ['legacy.test -> legacy', '* -> cas']
  await using lab = await startTestEdge({ rules, farms, certificates: [atEdge], proxyFrom })
  const client = await secureWire(lab.securePort, 'legacy.test', writeProxyHeader('v2', ends))
  t.equal((await client.send(get).message()).body, 'passed')
  client.socket.end()
  t.match(await lab.record(), { edge: { mode: 'passthrough', client: ends.source } })
})

t.test('source-hash goes by the client of the header', async (t) => {
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  const cas = farmOn('cas', [one.port, two.port], { balance: 'source-hash' })
  await using lab = await startTestEdge({ farms: { cas }, proxyFrom })
  const answers = new Set<string>()
  for (let host = 1; host <= 20; host++) {
    const source = { address: `198.51.100.${host}`, port: 1 }
    const client = await lab.client()
    const header = writeProxyHeader('v1', { ...ends, source }).toString('latin1')
    answers.add((await client.send(header + get).message()).body)
    client.socket.destroy()
  }
  t.same([...answers].sort(), ['one', 'two'])
})

t.test('a range of addresses may be trusted', async (t) => {
  await using server = await textServer(() => 'served')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, proxyFrom: ['127.0.0.0/8'] })
  const client = await lab.client()
  t.equal((await client.send(writeProxyHeader('v1', ends).toString('latin1') + get).message()).body, 'served')
  client.socket.destroy()
})

t.test('who is not trusted is refused without an answer', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] }, proxyFrom: ['192.0.2.9'] })
  const client = await lab.client()
  t.equal(await client.send(writeProxyHeader('v1', ends).toString('latin1') + get).end(), '')
  const detail = 'The edge refuses the connection: 127.0.0.1 is not among the trusted addresses of the edge.'
  t.match(await lab.record(), { method: '', cause: 'bad-request', detail, edge: { mode: 'local' } })
  t.equal(lab.records.length, 1)
})

t.test('what is no header, or the end of one, is refused without an answer', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] }, certificates: [atEdge], proxyFrom })
  const plain = await lab.client()
  t.equal(await plain.send(get).end(), '')
  t.match(await lab.record(), { scheme: 'http', cause: 'bad-request', detail: /the PROXY header is malformed: / })
  const secure = await wireTo(lab.securePort)
  t.equal(await secure.send('PROXY TCP4 1.2.3.4\r\n').end(), '')
  t.match(await lab.record(2), { scheme: 'https', cause: 'bad-request' })
  const cut = await lab.client()
  cut.send('PROXY TCP4').socket.end()
  t.equal(await cut.end(), '')
  t.match(await lab.record(3), { cause: 'bad-request', detail: /ended within the PROXY header/ })
  // What only looks whether somebody is there leaves no record: without a byte, or as HAProxy does it.
  for (const port of [lab.port, lab.securePort]) {
    for (const text of ['', writeProxyHeader('v2', undefined).toString('latin1')]) {
      const check = await wireTo(port)
      check.send(text).socket.end()
      t.equal(await check.end(), '')
    }
  }
  t.equal(lab.records.length, 3)
})

t.test('a header that does not come in time', async (t) => {
  const plan = testSetup({ farms: {}, proxyFrom }).plan
  const [listener] = plan.listeners
  if (listener === undefined) throw new Error('the setup has a listener')
  const ticker = new Ticker()
  const watch = t.capture(ticker, 'watch')
  const records: unknown[] = []
  const surroundings = { record: (hop: unknown) => records.push(hop) }
  const run = { ticker, surroundings, active: { plan, trusted: new Set(proxyFrom) } }
  const inner = { admit: () => t.fail('admitted'), prepareReload: () => () => {} }
  const gate = new ProxyGate(run as never, listener, inner)
  const server = createServer((socket) => {
    const source = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    gate.admit(new Incoming(1, socket, { ...ends, source }, new ListenerCounters('127.0.0.1:80')))
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const wire = new Wire(connect(Reflect.get(server.address() ?? {}, 'port'), '127.0.0.1'))
  const watched = await waitUntil(() => watch.args()[0]?.[0], { what: 'the deadline' })
  watched.check(ticker.now + 9_000)
  t.equal(records.length, 0)
  watched.check(ticker.now + 11_000)
  t.equal(await wire.end(), '')
  t.match(records, [{ cause: 'bad-request', detail: /no whole PROXY header within 10000 ms/ }])
})

t.test('a reload begins and ends to expect headers', async (t) => {
  await using server = await textServer(forwardedFor)
  const farms = { cas: [server.port] }
  await using lab = await startTestEdge({ farms })
  lab.edge.reload(testSetup({ farms, proxyFrom }))
  const told = await lab.client()
  t.equal((await told.send(writeProxyHeader('v2', ends).toString('latin1') + get).message()).body, '198.51.100.7')
  lab.edge.reload(testSetup({ farms }))
  const plain = await lab.client()
  t.equal((await plain.send(get).message()).body, '127.0.0.1')
  for (const wire of [told, plain]) wire.socket.destroy()
})
