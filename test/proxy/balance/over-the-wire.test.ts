// Every way of balancing by what a request says or costs, from outside: which server answered.

import t from 'tap'
import type { FarmPlan } from '../../../topology/edge-plan.ts'
import { testAuthority } from '../edge-certificates.ts'
import { farmOn, startTestEdge, type TestEdge } from '../edge-lab.ts'
import { healthPlan } from '../edge-plan.ts'
import { secureWireTo, textServer, type Wire, wireServer } from '../wire.ts'

const names = ['one', 'two', 'three']
const request = (target: string, ...headers: readonly string[]) =>
  `GET ${target} HTTP/1.1\r\n${['Host: mail.test', ...headers].join('\r\n')}\r\n\r\n`

/** An edge over three servers that answer with their names. */
async function startFarm(stack: AsyncDisposableStack, settings: Partial<FarmPlan>): Promise<TestEdge> {
  const servers = await Promise.all(names.map((name) => textServer(() => name)))
  for (const server of servers) stack.use(server)
  const farm = farmOn(
    'cas',
    servers.map(({ port }) => port),
    settings,
  )
  return stack.use(await startTestEdge({ farms: { cas: farm } }))
}

const answers = async (client: Wire, requests: readonly string[]): Promise<string[]> => {
  const bodies: string[] = []
  for (const text of requests) bodies.push((await client.send(text).message()).body)
  return bodies
}

const hashes: readonly {
  readonly settings: Partial<FarmPlan>
  /** A request of one key, in two spellings. */
  readonly one: (key: number) => string
  readonly other: (key: number) => string
  /** A request without a key. */
  readonly without?: string
}[] = [
  {
    settings: { balance: 'url-hash' },
    one: (key) => request(`/owa/${key}?a=b`),
    other: (key) => request(`/OWA/./${key}?a=b`, 'X: y'),
  },
  {
    settings: { balance: 'header-hash', hashOn: ['X-Tenant', 'X-User'] },
    one: (key) => request('/', `X-Tenant: t${key}`),
    other: (key) => request('/other', 'Accept: */*', `x-tenant: t${key}`),
    without: request('/'),
  },
  {
    settings: { balance: 'cookie-hash', hashOn: ['sid'] },
    one: (key) => request('/', `Cookie: sid=s${key}`),
    other: (key) => request('/other', `Cookie: a=b; sid=s${key}`),
    without: request('/', 'Cookie: a=b'),
  },
  {
    settings: { balance: 'query-hash', hashOn: ['user'] },
    one: (key) => request(`/?user=u${key}`),
    other: (key) => request(`/other?x=y&USER=%75${key}`),
    without: request('/?users=x'),
  },
]

for (const { settings, one, other, without } of hashes) {
  t.test(`${settings.balance}: one key, one server; all servers have keys`, async (t) => {
    await using stack = new AsyncDisposableStack()
    const lab = await startFarm(stack, settings)
    const client = await lab.client()
    const keys = Array.from({ length: 30 }, (_, index) => index)
    const first = await answers(client, keys.map(one))
    t.same(new Set(first), new Set(names))
    t.same(await answers(client, keys.map(other)), first, 'the same from another spelling')
    if (without !== undefined) {
      const turns = await answers(client, Array<string>(9).fill(without))
      t.same(turns.toSorted(), ['one', 'one', 'one', 'three', 'three', 'three', 'two', 'two', 'two'])
    }
    client.socket.destroy()
  })
}

t.test('a server lost moves its own keys only, and gets them back', async (t) => {
  const sick = new Set<string>()
  await using stack = new AsyncDisposableStack()
  const servers = await Promise.all(
    names.map((name) =>
      wireServer(async (wire) => {
        for (;;) {
          const status = (await wire.head()).startsWith('GET /health') && sick.has(name) ? 503 : 200
          wire.send(`HTTP/1.1 ${status} X\r\nContent-Length: ${name.length}\r\n\r\n${name}`)
        }
      }),
    ),
  )
  for (const server of servers) stack.use(server)
  const health = healthPlan()
  const ports = servers.map(({ port }) => port)
  const lab = stack.use(await startTestEdge({ farms: { cas: farmOn('cas', ports, { balance: 'url-hash', health }) } }))
  await lab.edge.whenProbed()
  const client = await lab.client()
  const requests = Array.from({ length: 24 }, (_, index) => request(`/${index}`))
  const before = await answers(client, requests)
  sick.add('two')
  await lab.edge.probe()
  const during = await answers(client, requests)
  t.notOk(during.includes('two'))
  t.ok(during.every((name, index) => before[index] === 'two' || name === before[index]))
  sick.clear()
  await lab.edge.probe()
  t.same(await answers(client, requests), before)
  client.socket.destroy()
})

t.test('total traffic: who has answered most waits until the others have as much', async (t) => {
  const server = (name: string) =>
    textServer((head) => (head.startsWith('GET /large ') ? name.padEnd(30_000, '.') : name.padEnd(3_000, '.')))
  await using one = await server('one')
  await using two = await server('two')
  const farm = farmOn('cas', [one.port, two.port], { balance: 'total-traffic' })
  await using lab = await startTestEdge({ farms: { cas: farm } })
  const client = await lab.client()
  const ask = async (path: string) => (await client.send(request(path)).message()).body.slice(0, 3)
  const busy = await ask('/large')
  const rest: string[] = []
  for (let count = 0; count < 8; count++) rest.push(await ask('/small'))
  t.notOk(rest.includes(busy), `${busy} has carried 30000 bytes, and then ${rest.join(' ')}`)
  const [a, b] = lab.edge.servers().map(({ responseBytes }) => responseBytes)
  t.same([a, b].toSorted(), [24_000, 30_000])
  client.socket.destroy()
})

t.test('least requests counts connections that are passed through, for as long as they stand', async (t) => {
  const authority = await testAuthority(t.testdir())
  const pair = await authority.issue(['mail.test'])
  await using one = await wireServer((wire) => wire.send('one'), { pair })
  await using two = await wireServer((wire) => wire.send('two'), { pair })
  const farm = farmOn('cas', [one.port, two.port], { balance: 'least-requests', passthrough: true })
  await using lab = await startTestEdge({ farms: { cas: farm }, certificates: [] })
  const ask = async () => {
    const wire = await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
    await wire.until(() => wire.text.length === 3, 'the name of the server')
    return wire
  }
  const held = [await ask(), await ask()]
  t.same(held.map(({ text }) => text).toSorted(), ['one', 'two'])
  const [first] = held
  first?.socket.destroy()
  await lab.record()
  for (let count = 1; count <= 3; count++) {
    const next = await ask()
    t.equal(next.text, first?.text, 'the one without a connection')
    next.socket.destroy()
    await lab.record(count + 1)
  }
  for (const { socket } of held) socket.destroy()
})
