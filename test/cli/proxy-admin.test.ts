import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { metricNames } from '../../proxy/metrics/index.ts'
import { bridgehead, noSignals } from '../helpers/bridgehead.ts'
import { readExposition, seriesValue } from '../proxy/metrics/read-exposition.ts'
import { ask, backend, edgeFile, startProxy } from './proxy-command.ts'

const yaml = (port: number, admin: string, health = '') => `listeners: [{ address: "127.0.0.1:0" }]
farms: { cas: { servers: ["127.0.0.1:${port}"]${health} } }
rules:
  - { path: /PowerShell, deny: 403 }
  - { farm: cas }
${admin}
`
const anyPort = 'admin: "127.0.0.1:0"'

async function get(
  url: string,
): Promise<{ readonly status: number; readonly type: string | null; readonly text: string }> {
  const answer = await fetch(url)
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

// One edge for all of them, in this order: starting one takes longer than a test.
let held: (() => void) | undefined
const server = await backend(t, ({ url }, response) => {
  if (url === '/health') response.writeHead(503).end()
  else if (url === '/slow') held = () => response.end('late')
  else response.end('hello')
})
const { file } = await edgeFile(t, yaml(server, anyPort))
const { command, port, admin: first } = await startProxy(t, [file])
let admin = first

t.test('metrics, servers and health of a running edge', async (t) => {
  t.match(command.out(), /^listening on .*\nadmin on http:\/\/127\.0\.0\.1:\d+\nready\n$/)
  await ask(port, '/owa/')
  await ask(port, '/powershell')

  const metrics = await get(`${admin}/metrics`)
  t.equal(metrics.status, 200)
  t.equal(metrics.type, 'text/plain; version=0.0.4; charset=utf-8')
  const families = readExposition(metrics.text)
  // Nothing was probed, could not be reached, or failed at a server; file descriptors are Linux's.
  const unseen = /^bridgehead_server_(probe_seconds|connect_failures_total|failures_total)$|^process_open_fds$/
  t.same(
    metricNames.filter((name) => !families.has(name) && !unseen.test(name)),
    [],
    'every metric of the reference',
  )
  const labels = { farm: 'cas', server: `127.0.0.1:${server}` }
  t.equal(seriesValue(families, 'bridgehead_server_requests_total', { ...labels, code: '200' }), 1)
  t.equal(seriesValue(families, 'bridgehead_server_response_bytes_total', labels), 5)
  t.equal(seriesValue(families, 'bridgehead_failures_total', { listener: `127.0.0.1:${port}`, cause: 'denied' }), 1)
  t.equal(seriesValue(families, 'bridgehead_reloads_total', { result: 'taken' }), 0)
  t.ok((seriesValue(families, 'process_resident_memory_bytes') ?? 0) > 0)
  const json = JSON.parse((await get(`${admin}/metrics.json`)).text)
  t.match(json.bridgehead_server_requests_total, [{ labels: { ...labels, code: '200' }, value: 1 }])

  t.match(JSON.parse((await get(`${admin}/servers`)).text), {
    servers: [
      {
        farm: 'cas',
        server: `127.0.0.1:${server}`,
        healthy: true,
        requestsInFlight: 0,
        address: { address: '127.0.0.1', port: server },
        responseMilliseconds: Number,
        responseBytes: 5,
      },
    ],
  })
  t.same(await get(`${admin}/health`), {
    status: 200,
    type: 'application/json; charset=utf-8',
    text: '{"status":"ready"}',
  })
  t.match(await get(`${admin}/live`), { status: 200 })
  t.match(JSON.parse((await get(admin)).text), {
    edge: 'edge',
    routes: ['GET /', 'GET /live', 'GET /health', 'GET /metrics'],
  })
})

t.test('only programs of this machine are answered', async (t) => {
  const port = Number(new URL(admin).port)
  for (const host of ['attacker.test', 'attacker.test:80', '127.0.0.1.attacker.test']) {
    t.equal((await ask(port, '/metrics', { host })).status, 403, host)
  }
  t.equal((await ask(port, '/metrics', { host: 'localhost', origin: 'http://localhost' })).status, 403)
  for (const host of ['localhost:9901', `127.0.0.1:${port}`, '[::1]:1']) {
    const answer = await ask(port, '/metrics', { host })
    t.equal(answer.status, 200, host)
  }
  t.equal((await ask(port, '/nothing', { host: 'localhost' })).status, 404)
})

t.test('an address that others can reach, or that is taken, is refused before anything listens', async (t) => {
  const run = async (admin: string) => bridgehead(['proxy', (await edgeFile(t, yaml(server, admin))).file])
  const [open, inUse] = await Promise.all([run('admin: "0.0.0.0:9901"'), run(`admin: "127.0.0.1:${server}"`)])
  t.match(open.err, /edge\.yaml:6:8: the admin endpoint asks for no password, so it listens on loopback only; .*ssh/)
  t.equal(open.code, 2)
  t.match(
    inUse.err,
    new RegExp(`Cannot listen on 127\\.0\\.0\\.1:${server}: another program has it.*BH_ERR_PORT_IN_USE`),
  )
  t.equal(inUse.out, '')
  t.equal(inUse.code, 2)
})

t.test('a server is given another state', async (t) => {
  const put = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${admin}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }
  const path = `/servers/cas/127.0.0.1:${server}`
  t.match(await put(path, { state: 'drain' }), { status: 200, body: { farm: 'cas', state: 'drain' } })
  t.match(JSON.parse((await get(`${admin}/servers`)).text), { servers: [{ state: 'drain' }] })
  const health = await get(`${admin}/health`)
  t.equal(health.status, 503)
  t.match(health.text, /No server of farm cas is healthy and in service\. 127\.0\.0\.1:\d+: its state is drain\./)
  t.equal((await ask(port, '/owa/')).status, 503)
  t.match(await put(path, { state: 'asleep' }), { status: 400, body: { message: /state/ } })
  const bare = await fetch(`${admin}${path}`, { method: 'PUT', body: new URLSearchParams('state=drain') })
  t.equal(bare.status, 415)
  t.match(await bare.json(), { message: /^Send the body as JSON, with Content-Type: application\/json\.$/ })
  const nowhere = await get(`${admin}/server`)
  t.equal(nowhere.status, 404)
  t.match(nowhere.text, /There is no GET \/server; there is GET \/, .*PUT \/servers/)
  t.match(await put('/servers/cas/nobody', { state: 'drain' }), {
    status: 404,
    body: { code: 'BH_ERR_EDGE_NO_SERVER' },
  })
  t.match(await put('/servers/none/x', { state: 'drain' }), { status: 404, body: { code: 'BH_ERR_EDGE_NO_FARM' } })
  t.match(await put(path, { state: 'available' }), { status: 200 })
  t.equal((await ask(port, '/owa/')).status, 200)
})

t.test('a reload moves it; one that fails leaves it where it is', { skip: noSignals }, async (t) => {
  await writeFile(file, yaml(server, `admin: "127.0.0.1:${server}"`))
  command.child.kill('SIGHUP')
  await waitUntil(() => /not taken into use.*BH_ERR_PORT_IN_USE/.test(command.err()), { what: 'the refusal' })
  t.equal((await get(`${admin}/health`)).status, 200)

  await writeFile(file, yaml(server, ''))
  command.child.kill('SIGHUP')
  await command.says(/^reloaded /m)
  await t.rejects(fetch(admin))

  await writeFile(file, yaml(server, 'admin: "localhost:0"'))
  command.child.kill('SIGHUP')
  const [, moved = ''] = await command.says(/^reloaded .*\nadmin on (\S+)\nreloaded /m)
  admin = moved
  const families = readExposition((await get(`${admin}/metrics`)).text)
  t.equal(seriesValue(families, 'bridgehead_reloads_total', { result: 'taken' }), 2)
  t.equal(seriesValue(families, 'bridgehead_reloads_total', { result: 'refused' }), 1)
})

t.test('an unhealthy farm is not ready, and why is said', { skip: noSignals }, async (t) => {
  await writeFile(file, yaml(server, 'admin: "localhost:0"', ', health: { path: /health, interval: 60s }'))
  command.child.kill('SIGHUP')
  const health = await waitUntil(
    async () => {
      const answer = await get(`${admin}/health`)
      return answer.status === 503 && answer
    },
    { what: 'the probe to fail' },
  )
  t.match(JSON.parse(health.text), {
    status: 'not ready',
    reasons: [/^No server of farm cas is healthy and in service\. 127\.0\.0\.1:\d+: .*503/],
  })
  t.match(await get(`${admin}/live`), { status: 200 })
  await waitUntil(() => /^bridgehead: server 127\.0\.0\.1:\d+ of farm cas is down: .*503/m.test(command.err()), {
    what: 'the word that it went down',
  })
  await writeFile(file, yaml(server, 'admin: "localhost:0"'))
  command.child.kill('SIGHUP')
  await waitUntil(async () => (await get(`${admin}/health`)).status === 200, { what: 'no probe, and so no fault' })
})

t.test('while it drains it is not ready, and tells so until the end', { skip: noSignals }, async (t) => {
  const answer = ask(port, '/slow')
  const release = await waitUntil(() => held, { what: 'the request at the server' })
  // A client of the endpoint that stays must not hold the end up.
  const { hostname, port: adminPort } = new URL(admin)
  const idle = connect(Number(adminPort), hostname.replace(/^\[|\]$/g, '')).on('error', () => {})
  await once(idle, 'connect')
  command.child.kill('SIGTERM')
  await command.says(/^draining$/m)
  const health = await get(`${admin}/health`)
  t.equal(health.status, 503)
  t.match(JSON.parse(health.text), { reasons: ['The edge is draining.'] })
  release()
  t.match(await answer, { status: 200, body: 'late' })
  t.equal((await command.end()).code, 0)
})
