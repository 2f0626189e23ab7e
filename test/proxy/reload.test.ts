// reload(setup): the next request meets the new rules and farms; what runs goes on as it began.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { secureWireTo, textServer, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['mail.test'])
const get = (path = '/') => `GET ${path} HTTP/1.1\r\nHost: mail.test\r\n\r\n`

t.test('new rules and farms serve the next request on a connection that stands', async (t) => {
  await using one = await textServer(() => 'one')
  await using two = await textServer(() => 'two')
  await using lab = await startTestEdge({ farms: { cas: [one.port] } })
  const client = await lab.client()
  t.equal((await client.send(get()).message()).body, 'one')
  lab.edge.reload(testSetup({ farms: { cas: [two.port] } }))
  t.equal((await client.send(get()).message()).body, 'two')
  await one.wires[0]?.end()
  lab.edge.reload(testSetup({ rules: ['* /no -> 403', '* -> other'], farms: { other: [one.port] } }))
  t.match((await client.send(get('/no')).message()).head, /^HTTP\/1\.1 403 /)
  t.equal((await client.send(get()).message()).body, 'one')
  t.match(lab.records, [
    { connection: 1 },
    { connection: 1 },
    { connection: 1 },
    { connection: 1, edge: { farm: 'other' } },
  ])
  client.socket.destroy()
})

t.test('a request under way ends with the farm it began with; the one behind it gets the new one', async (t) => {
  await using one = await wireServer(() => {})
  await using two = await textServer(() => 'two')
  await using lab = await startTestEdge({ farms: { cas: [one.port] } })
  const client = await lab.client()
  client.send('POST /a HTTP/1.1\r\nHost: mail.test\r\nContent-Length: 10\r\n\r\nhello')
  await waitUntil(() => one.wires[0]?.text.endsWith('hello'), { what: 'half of the request' })
  lab.edge.reload(testSetup({ rules: ['* -> new'], farms: { new: [two.port] } }))
  client.send(`world${get('/b')}`)
  await one.wires[0]?.take('helloworld')
  one.wires[0]?.send('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none')
  t.equal((await client.message()).body, 'one')
  t.equal((await client.message()).body, 'two')
  t.match(lab.records, [{ edge: { farm: 'cas', server: 'cas1' } }, { edge: { farm: 'new', server: 'new1' } }])
  await one.wires[0]?.end()
  client.socket.destroy()
})

t.test('a server that stays keeps count of what it serves', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = (await lab.client()).send(get())
  await waitUntil(() => server.wires[0]?.text.endsWith('\r\n\r\n'), { what: 'the request' })
  lab.edge.reload(testSetup({ farms: { cas: [server.port] } }))
  t.match(lab.edge.servers(), [{ requestsInFlight: 1 }])
  server.wires[0]?.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  await client.head()
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
  client.socket.destroy()
})

t.test('a name passed through until now is ended at the edge, and the other way round', async (t) => {
  await using plain = await textServer(() => 'ended')
  await using secure = await wireServer(
    async (wire) => {
      await wire.head()
      wire.send('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npassed')
    },
    { pair },
  )
  const passing = { farms: { cas: farmOn('cas', [secure.port], { passthrough: true }) }, certificates: [pair] }
  const ending = { farms: { cas: [plain.port] }, certificates: [pair] }
  await using lab = await startTestEdge(passing)
  for (const [setup, text] of [
    [passing, 'passed'],
    [ending, 'ended'],
    [passing, 'passed'],
  ] as const) {
    lab.edge.reload(testSetup(setup))
    const client = await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
    t.equal((await client.send(get()).message()).body, text)
    client.socket.destroy()
  }
})
