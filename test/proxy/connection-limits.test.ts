import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import type { EdgePlan } from '../../topology/edge-plan.ts'
import { testAuthority } from './edge-certificates.ts'
import { startTestEdge, testSetup } from './edge-lab.ts'
import { edgePlan } from './edge-plan.ts'
import { textServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])
const get = 'GET / HTTP/1.1\r\nHost: mail.test\r\n\r\n'

function limited(limits: Partial<EdgePlan['limits']>): Partial<EdgePlan> {
  return { limits: { ...edgePlan([]).limits, ...limits } }
}

t.test('plain HTTP beyond the limit gets 503, until a connection is given up', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: limited({ connections: 2 }) })
  const [one, two] = [await lab.client(), await lab.client()]
  for (const client of [one, two]) t.equal((await client.send(get).message()).body, 'ok')
  const three = await lab.client()
  const text = await three.send(get).end()
  t.match(text, /^HTTP\/1\.1 503 .*\r\nX-Bridgehead-Cause: overloaded\r\nRetry-After: 10\r\nConnection: close\r\n/s)
  t.equal(three.error, undefined, 'ended in order, not reset')
  t.match(lab.records.at(-1), { status: 503, cause: 'overloaded', detail: /limits\.connections allows \(2\)/ })
  three.socket.destroy()
  t.equal((await one.send(get).message()).body, 'ok', 'those that stand go on')
  one.socket.destroy()
  await waitUntil(
    async () => {
      const next = await lab.client()
      const { head } = await next.send(get).message()
      next.socket.destroy()
      return head.startsWith('HTTP/1.1 200 ')
    },
    { what: 'room for another' },
  )
  two.socket.destroy()
})

t.test('a flood of refusals is counted, but not written down one by one', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] }, plan: limited({ connections: 1 }) })
  const standing = await lab.client()
  await waitUntil(() => standing.socket.readyState === 'open', { what: 'the connection that stands' })
  const flood = Array.from({ length: 300 }, () => connect(lab.port, '127.0.0.1').on('error', () => {}))
  const answers = flood.map((socket) => {
    socket.resume()
    return once(socket, 'close')
  })
  const refused = () => lab.edge.metrics().bridgehead_connections_refused_total?.[0]
  await waitUntil(() => refused()?.value === 300, { what: 'all to be refused', within: 10_000 })
  t.ok(lab.records.length < 30, `${lab.records.length} records`)
  for (const socket of flood) socket.destroy()
  await Promise.all(answers)
  standing.socket.destroy()
})

t.test('TLS beyond the limit is reset before any handshake', async (t) => {
  await using lab = await startTestEdge({
    farms: { cas: [1] },
    certificates: [pair],
    plan: limited({ connections: 1 }),
  })
  const standing = await lab.client()
  await waitUntil(() => standing.socket.readyState === 'open', { what: 'the connection that stands' })
  const client = connect(lab.securePort, '127.0.0.1')
  const [error] = await once(client, 'error')
  t.equal(error.code, 'ECONNRESET')
  t.match(await lab.record(), { cause: 'overloaded', scheme: 'https', edge: { mode: 'local' } })
  standing.socket.destroy()
})

t.test('a limit for each address counts the clients that a proxy in front brings, and not that proxy', async (t) => {
  const plan = { ...limited({ connectionsPerClient: 1 }), trusted: ['127.0.0.1'] }
  await using server = await textServer(() => 'ok')
  const setup = { farms: { cas: [server.port] }, proxyFrom: ['127.0.0.1'], plan }
  await using lab = await startTestEdge(setup)
  const from = async (address: string) => {
    const client = await lab.client()
    return client.send(`PROXY TCP4 ${address} 192.0.2.1 5000 80\r\n${get}`)
  }
  const one = await from('203.0.113.7')
  t.equal((await one.message()).body, 'ok')
  const again = await from('203.0.113.7')
  t.match((await again.message()).head, /^HTTP\/1\.1 503 /)
  t.match(lab.records.at(-1), { cause: 'overloaded', detail: /limits\.connectionsPerClient allows \(1\)/ })
  const other = await from('203.0.113.8')
  t.equal((await other.message()).body, 'ok')
  for (const client of [one, again, other]) client.socket.destroy()
})

t.test('a trusted address may have as many as it likes; a reload changes the limits', async (t) => {
  await using server = await textServer(() => 'ok')
  const setup = { farms: { cas: [server.port] } }
  const plan = limited({ connectionsPerClient: 1 })
  await using lab = await startTestEdge({ ...setup, plan: { ...plan, trusted: ['127.0.0.1'] } })
  const [one, two] = [await lab.client(), await lab.client()]
  for (const client of [one, two]) t.equal((await client.send(get).message()).body, 'ok')
  lab.edge.reload(testSetup({ ...setup, plan }))
  const three = await lab.client()
  t.match(await three.send(get).head(), /^HTTP\/1\.1 503 /, 'the two that stand count')
  for (const client of [one, two, three]) client.socket.destroy()
})
