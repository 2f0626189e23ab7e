// What an edge counts, seen through its exposition, while clients and servers do what they do.

import { connect } from 'node:net'
import * as tls from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { writeExposition } from '../../../proxy/metrics/index.ts'
import { testAuthority } from '../edge-certificates.ts'
import { closedPort, farmOn, startTestEdge, type TestEdge, type TestSetup, testSetup } from '../edge-lab.ts'
import { textServer, wireServer } from '../wire.ts'
import { readExposition, seriesValue } from './read-exposition.ts'

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: mail.test\r\n\r\n`
const cas1 = { farm: 'cas', server: 'cas1' }
const plain = { listener: '203.0.113.10:80' }

const reader =
  ({ edge }: TestEdge) =>
  (name: string, labels: Readonly<Record<string, string>> = {}) =>
    seriesValue(readExposition(writeExposition(edge.metrics())), `bridgehead_${name}`, labels)

async function start(test: { teardown(undo: () => unknown): void }, setup: TestSetup) {
  const lab = await startTestEdge(setup)
  test.teardown(() => lab[Symbol.asyncDispose]())
  const read = reader(lab)
  const until = (value: number, name: string, labels: Readonly<Record<string, string>> = {}) =>
    waitUntil(() => read(name, labels) === value, { what: `${name} to be ${value}` })
  return { lab, read, until }
}

t.test('requests, bytes, connections and times of a server', async (t) => {
  const server = await textServer(() => 'hello')
  t.teardown(() => server[Symbol.asyncDispose]())
  const { lab, read, until } = await start(t, {
    rules: ['* /PowerShell -> 403', '* -> cas'],
    farms: { cas: [server.port] },
  })
  t.equal(read('server_requests_in_flight', cas1), 0)
  t.equal(read('server_healthy', cas1), 1)
  const client = await lab.client()
  client.send(get('/owa/'))
  await client.take('hello')
  client.send(`POST /ews HTTP/1.1\r\nHost: mail.test\r\nContent-Length: 7\r\n\r\n1234567${get('/powershell')}`)
  await client.take('denied')
  t.equal(read('server_requests_total', { ...cas1, code: '200' }), 2)
  t.equal(read('requests_total', { ...plain, code: '200' }), 2)
  t.equal(read('requests_total', { ...plain, code: '403' }), 1)
  t.equal(read('failures_total', { ...plain, cause: 'denied' }), 1)
  t.equal(read('server_failures_total'), undefined)
  t.equal(read('server_request_bytes_total', cas1), 7)
  t.equal(read('server_response_bytes_total', cas1), 10)
  t.equal(read('server_response_seconds_count', cas1), 2)
  t.ok((read('server_response_seconds_sum', cas1) ?? 0) > 0)
  t.equal(read('server_connections_total', cas1), 1)
  t.equal(read('server_connections_reused_total', cas1), 1)
  t.equal(read('server_connections_open', cas1), 1)
  t.equal(read('server_connections_at_rest', cas1), 1)
  t.equal(read('connections_total', plain), 1)
  t.equal(read('connections_open', plain), 1)
  client.socket.destroy()
  await until(0, 'connections_open', plain)
  // A reload that keeps the server keeps what it has counted; what rests of the old plan is closed.
  lab.edge.reload(testSetup({ farms: { cas: [server.port] } }))
  t.equal(read('server_requests_total', { ...cas1, code: '200' }), 2)
  await until(0, 'server_connections_open', cas1)
  t.equal(read('server_connections_at_rest', cas1), 0)
})

t.test('servers that refuse, break and never answer', async (t) => {
  const breaking = await wireServer((wire) => wire.socket.destroy())
  t.teardown(() => breaking[Symbol.asyncDispose]())
  const { lab, read, until } = await start(t, {
    rules: ['* /broken -> broken', '* -> cas'],
    farms: { cas: [closedPort, closedPort], broken: [breaking.port] },
  })
  const client = await lab.client()
  client.send(get('/'))
  await client.take('connect-refused')
  t.equal(read('server_connect_failures_total', { ...cas1, cause: 'connect-refused' }), 1)
  t.equal(read('server_connect_failures_total', { farm: 'cas', server: 'cas2', cause: 'connect-refused' }), 1)
  t.equal(read('server_retries_total', cas1), 1)
  t.equal(read('server_requests_total', { farm: 'cas', server: 'cas2', code: '502' }), 1)
  t.equal(read('failures_total', { ...plain, cause: 'connect-refused' }), 1)

  const second = await lab.client()
  second.send(get('/broken'))
  await second.take('reset')
  t.equal(read('server_failures_total', { farm: 'broken', cause: 'reset' }), 1)
  await until(0, 'server_connections_open', { farm: 'broken' })

  const garbage = await lab.client()
  garbage.send('what is this\r\n\r\n')
  await garbage.take('bad-request')
  t.equal(read('requests_total', { ...plain, code: '400' }), 1)
})

t.test('a client that leaves counts without a code, and nothing stays in flight', async (t) => {
  const silent = await wireServer(() => {})
  t.teardown(() => silent[Symbol.asyncDispose]())
  const { lab, read, until } = await start(t, { farms: { cas: [silent.port] } })
  const client = await lab.client()
  client.send(get('/'))
  await until(1, 'server_requests_in_flight', cas1)
  client.socket.resetAndDestroy()
  await until(1, 'server_requests_total', { ...cas1, code: 'none' })
  t.equal(read('server_failures_total', { ...cas1, cause: 'client-gone' }), 1)
  t.equal(read('server_requests_in_flight', cas1), 0)
  await until(0, 'server_connections_open', cas1)
})

t.test('a tunnel is open until it closes, and its bytes count as they move', async (t) => {
  const server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nabc')
    await wire.end()
    wire.socket.end()
  })
  t.teardown(() => server[Symbol.asyncDispose]())
  const { lab, until } = await start(t, { farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('GET / HTTP/1.1\r\nHost: mail.test\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
  await client.take('abc')
  client.send('12345')
  await until(1, 'tunnels_open', plain)
  await until(5, 'server_request_bytes_total', cas1)
  await until(3, 'server_response_bytes_total', cas1)
  client.socket.destroy()
  await until(0, 'tunnels_open', plain)
  await until(1, 'server_requests_total', { ...cas1, code: '101' })
  await until(0, 'server_connections_open', cas1)
})

t.test('TLS handshakes: full, resumed, failed', async (t) => {
  const authority = await testAuthority(t.testdir())
  const server = await textServer(() => 'hello')
  t.teardown(() => server[Symbol.asyncDispose]())
  const { lab, read, until } = await start(t, {
    farms: { cas: [server.port] },
    certificates: [await authority.issue(['mail.test'])],
  })
  const secure = { listener: '203.0.113.10:443' }
  const options = { port: lab.securePort, host: '127.0.0.1', servername: 'mail.test', ca: authority.certificate }
  const first = tls.connect(options)
  const session = await new Promise<Buffer>((resolve) => first.once('session', resolve))
  first.end()
  const again = tls.connect({ ...options, session })
  await new Promise<void>((resolve) => again.once('secureConnect', () => resolve()))
  again.end()
  const wrong = connect(lab.securePort, '127.0.0.1').on('error', () => {})
  wrong.write('GET / HTTP/1.1\r\n\r\n')
  await until(1, 'tls_handshakes_total', { ...secure, result: 'failed' })
  await until(1, 'tls_handshakes_total', { ...secure, result: 'full' })
  await until(1, 'tls_handshakes_total', { ...secure, result: 'resumed' })
  t.equal(read('failures_total', { ...secure, cause: 'tls-handshake' }), 1)
  await until(0, 'connections_open', secure)
})

t.test('a connection that the PROXY gate closes is refused', async (t) => {
  const server = await textServer(() => 'hello')
  t.teardown(() => server[Symbol.asyncDispose]())
  const { lab, until } = await start(t, { farms: { cas: [server.port] }, proxyFrom: ['127.0.0.1'] })
  const client = await lab.client()
  client.send(get('/'))
  await until(1, 'connections_refused_total', plain)
})

t.test('probes and what they change', async (t) => {
  const health = {
    path: '/health',
    host: undefined,
    interval: 60_000,
    timeout: 5_000,
    status: [200],
    match: undefined,
    fall: 1,
    rise: 1,
  }
  const { lab, read } = await start(t, { farms: { cas: farmOn('cas', [closedPort], { health }) } })
  await lab.edge.whenProbed()
  t.equal(read('server_healthy', cas1), 0)
  t.equal(read('server_health_changes_total', cas1), 1)
  t.equal(read('server_probes_total', { ...cas1, result: 'unhealthy' }), 1)
  t.ok((read('server_probe_seconds', cas1) ?? 0) > 0)
  await lab.edge.probe()
  t.equal(read('server_probes_total', { ...cas1, result: 'unhealthy' }), 2)
  t.equal(read('server_health_changes_total', cas1), 1)
})

t.test('a snapshot is plain data', async (t) => {
  const { lab } = await start(t, { farms: { cas: [closedPort] } })
  const snapshot = lab.edge.metrics()
  t.same(JSON.parse(JSON.stringify(snapshot)), snapshot)
  t.same(structuredClone(snapshot), snapshot)
})
