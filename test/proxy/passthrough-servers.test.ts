// Servers that fail, are full or are taken out of use behind TLS that is passed through.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { CauseError } from '../../base/failure-cause.ts'
import { startEdge } from '../../proxy/index.ts'
import type { FarmPlan } from '../../topology/edge-plan.ts'
import { testAuthority } from './edge-certificates.ts'
import { closedPort, farmOn, startTestEdge, type TestEdge, testSetup } from './edge-lab.ts'
import { dial } from './health-lab.ts'
import { secureWireTo, type Wire, type WireServer, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])

/** A server that says its name to whoever connects. */
const greeter = (name: string): Promise<WireServer> => wireServer((wire) => void wire.send(name), { pair })

function startPassing(ports: readonly number[], settings: Partial<FarmPlan> = {}): Promise<TestEdge> {
  const cas = farmOn('cas', ports, { passthrough: true, ...settings })
  const servers = settings.servers ?? cas.servers
  return startTestEdge({ farms: { cas: { ...cas, servers } }, certificates: [pair] })
}

const connect = (lab: TestEdge): Promise<Wire> =>
  secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })

t.test('offline cuts tunnels, drain leaves them; neither gets new ones', async (t) => {
  await using one = await greeter('one')
  await using two = await greeter('two')
  await using lab = await startPassing([one.port, two.port])
  const first = await connect(lab)
  await first.take('one')
  lab.edge.setServerState('cas', 'cas1', 'drain')
  for (let count = 0; count < 2; count++) {
    const next = await connect(lab)
    await next.take('two')
    next.socket.destroy()
  }
  first.send('still here')
  await one.wires[0]?.take('still here')
  lab.edge.setServerState('cas', 'cas1', 'offline')
  await first.end()
  await waitUntil(() => lab.records.some(({ cause }) => cause === 'server-offline'), { what: 'the record' })
  lab.edge.setServerState('cas', 'cas2', 'no-new-clients')
  await t.rejects(connect(lab), 'nobody is bound to a server here, so all clients are new')
  await waitUntil(() => lab.records.some(({ cause }) => cause === 'no-healthy-server'), { what: 'the other record' })
})

t.test('all servers are tried, and those that cannot be reached are left alone after a while', async (t) => {
  await using last = await greeter('last')
  const failures = { most: 2, within: 10_000, pause: 3_600_000, status: [] }
  await using lab = await startPassing([closedPort, closedPort, last.port], { failures })
  for (let count = 0; count < 4; count++) {
    const client = await connect(lab)
    await client.take('last')
    client.socket.destroy()
  }
  t.match(lab.edge.servers(), [{ healthy: false }, { healthy: false }, { healthy: true }])
})

t.test('a connection that stands shows that a server is back', async (t) => {
  await using one = await greeter('one')
  await using two = await greeter('two')
  let down = true
  const cas = farmOn('cas', [one.port, two.port], {
    passthrough: true,
    failures: { most: 1, within: 10_000, pause: 1, status: [] },
  })
  await using edge = await startEdge(testSetup({ farms: { cas }, certificates: [pair] }), {
    bind: () => ({ host: '127.0.0.1', port: 0 }),
    dial: (host, port, signal) =>
      down && port === one.port ? Promise.reject(new CauseError('no-route', 'unplugged')) : dial(host, port, signal),
  })
  const ask = async (): Promise<string> => {
    const client = await secureWireTo(edge.listeners[1]?.port ?? 0, {
      ca: authority.certificate,
      servername: 'mail.test',
    })
    await client.until(() => client.text.length === 3, 'a name')
    client.socket.destroy()
    return client.text
  }
  t.equal(await ask(), 'two')
  t.match(edge.servers(), [{ healthy: false, reason: /the last: unplugged\./ }, { healthy: true }])
  down = false
  await waitUntil(async () => (await ask()) === 'one', { what: 'a trial of the first server' })
  t.match(edge.servers(), [{ healthy: true }, { healthy: true }])
})

t.test('maxRequests counts connections; the next client waits until one ends', async (t) => {
  await using server = await greeter('one')
  const [only] = farmOn('cas', [server.port]).servers
  const servers = only === undefined ? [] : [{ ...only, maxRequests: 1 }]
  await using lab = await startPassing([], { servers })
  const first = await connect(lab)
  await first.take('one')
  const second = connect(lab)
  await waitUntil(() => lab.edge.servers()[0]?.requestsInFlight === 1, { what: 'one connection' })
  t.equal(server.wires.length, 1)
  first.socket.destroy()
  const next = await second
  await next.take('one')
  t.equal(server.wires.length, 2)
  next.socket.destroy()
})
