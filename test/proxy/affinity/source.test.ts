import type { Socket } from 'node:net'
import * as tls from 'node:tls'
import t from 'tap'
import { testAuthority } from '../edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from '../edge-lab.ts'
import { textServer, Wire, wireServer, wireTo } from '../wire.ts'

const affinity = { cookie: undefined, hostName: undefined, source: { idle: 1_200_000 } }
const clients = Array.from({ length: 6 }, (_, index) => `192.0.2.${index + 1}`)
const proxyFrom = ['127.0.0.1']
const header = (client: string) => `PROXY TCP4 ${client} 203.0.113.10 50000 443\r\n`

t.test('a client address stays on its server, over connections and over a reload that adds servers', async (t) => {
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  await using three = await textServer(() => 'three')
  const farms = (...ports: readonly number[]) => ({ cas: farmOn('cas', ports, { affinity }) })
  await using lab = await startTestEdge({ farms: farms(one.port, two.port), proxyFrom })
  const ask = async (client: string): Promise<string> => {
    const wire = await wireTo(lab.port)
    const { body } = await wire.send(`${header(client)}GET / HTTP/1.1\r\nHost: a.test\r\n\r\n`).message()
    wire.socket.destroy()
    return body
  }
  const all = async (): Promise<string[]> => {
    const bodies: string[] = []
    for (const client of clients) bodies.push(await ask(client))
    return bodies
  }
  const first = await all()
  t.same(first, ['one', 'two', 'one', 'two', 'one', 'two'])
  lab.edge.reload(testSetup({ farms: farms(one.port, two.port, three.port), proxyFrom }))
  t.same(await all(), first)
  t.equal(await ask('198.51.100.1'), 'one', 'a new client is balanced')
  await one[Symbol.asyncDispose]()
  const after = await all()
  t.ok(
    after.every((body, index) => (first[index] === 'two' ? body === 'two' : body !== 'one')),
    after.join(' '),
  )
  t.same(await all(), after, 'those that had to move stay where they are now')
})

t.test('so it does when TLS is passed through', async (t) => {
  const authority = await testAuthority(t.testdir())
  const pair = await authority.issue(['mail.test'])
  await using one = await wireServer((wire) => wire.send('one'), { pair })
  await using two = await wireServer((wire) => wire.send('two'), { pair })
  const farm = farmOn('cas', [one.port, two.port], { affinity, passthrough: true })
  await using lab = await startTestEdge({ farms: { cas: farm }, certificates: [], proxyFrom })
  const ask = async (client: string): Promise<string> => {
    const raw = await wireTo(lab.securePort)
    raw.send(header(client))
    const socket: Socket = tls.connect({ socket: raw.socket, ca: authority.certificate, servername: 'mail.test' })
    const wire = new Wire(socket)
    await wire.until(() => wire.text.length === 3, 'the name of the server')
    socket.destroy()
    return wire.text
  }
  const first: string[] = []
  for (const client of clients) first.push(await ask(client))
  t.same(first, ['one', 'two', 'one', 'two', 'one', 'two'])
  for (const [index, client] of clients.toReversed().entries()) t.equal(await ask(client), first.toReversed()[index])
})

t.test('the hosts of passed TLS are told by the name in the hello', async (t) => {
  const authority = await testAuthority(t.testdir())
  const names = ['a.test', 'b.test']
  const pair = await authority.issue(names)
  await using one = await wireServer((wire) => wire.send('one'), { pair })
  await using two = await wireServer((wire) => wire.send('two'), { pair })
  const hostName = { cookie: undefined, hostName: { servers: 1, idle: 1_200_000 }, source: undefined }
  const farm = farmOn('cas', [one.port, two.port], { affinity: hostName, passthrough: true })
  await using lab = await startTestEdge({ farms: { cas: farm }, certificates: [] })
  const seen: string[] = []
  for (const servername of [...names, ...names, ...names]) {
    const socket = tls.connect({ port: lab.securePort, host: '127.0.0.1', ca: authority.certificate, servername })
    const wire = new Wire(socket)
    await wire.until(() => wire.text.length === 3, 'the name of the server')
    seen.push(wire.text)
    socket.destroy()
  }
  t.same(seen, ['one', 'two', 'one', 'two', 'one', 'two'])
})
