import t from 'tap'
import { closedPort, startTestEdge } from './edge-lab.ts'
import { textServer } from './wire.ts'

const rules = ['mail.test /PowerShell -> 403', 'old.test -> https://mail.test/owa/', 'mail.test -> cas']
const get = (host: string, path = '/') => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`

t.test('no rule: 404 that says so', async (t) => {
  await using lab = await startTestEdge({ rules, farms: { cas: [1] } })
  const client = await lab.client()
  const { head, body } = await client.send(get('other.test')).message()
  t.match(head, /^HTTP\/1\.1 404 .*\r\nX-Bridgehead-Cause: no-rule\r\n/s)
  t.match(body, 'No rule of edge edge')
  const record = await lab.record()
  t.match(record, { status: 404, cause: 'no-rule', edge: { mode: 'local' } })
  t.equal(record.edge?.rule, undefined)
  client.socket.destroy()
})

t.test('a rule that denies: its status', async (t) => {
  await using lab = await startTestEdge({ rules, farms: { cas: [1] } })
  const client = await lab.client()
  t.match((await client.send(get('mail.test', '/powershell/x')).message()).head, /^HTTP\/1\.1 403 /)
  t.match(await lab.record(), { status: 403, cause: 'denied', edge: { rule: { index: 1 }, mode: 'local' } })
  client.socket.destroy()
})

t.test('a rule that redirects: 302', async (t) => {
  await using lab = await startTestEdge({ rules, farms: { cas: [1] } })
  const client = await lab.client()
  t.match(
    (await client.send(get('old.test')).message()).head,
    /^HTTP\/1\.1 302 Found\r\n.*Location: https:\/\/mail\.test\/owa\/\r\n/s,
  )
  const record = await lab.record()
  t.match(record, { status: 302, edge: { rule: { index: 2 }, mode: 'local' } })
  t.equal(record.cause, undefined)
  client.socket.destroy()
})

t.test('HEAD gets the head of such an answer alone, and may go on', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ rules, farms: { cas: [server.port] } })
  const client = await lab.client()
  t.match(await client.send('HEAD / HTTP/1.1\r\nHost: other.test\r\n\r\n').head(), /^HTTP\/1\.1 404 /)
  t.equal((await client.send(get('mail.test')).message()).body, 'ok')
  client.socket.destroy()
})

t.test(
  'an answer to a request whose body is still coming closes the connection, without losing the answer',
  async (t) => {
    await using lab = await startTestEdge({ rules, farms: { cas: [1] } })
    const client = await lab.client()
    client.send(`POST / HTTP/1.1\r\nHost: other.test\r\nContent-Length: 10000000\r\n\r\n${'x'.repeat(500_000)}`)
    t.match((await client.message()).head, /^HTTP\/1\.1 404 .*\r\nConnection: close\r\n/s)
    await client.end()
    t.equal(client.error, undefined, 'ended in order, not reset')
    client.socket.destroy()
  },
)

t.test('nobody listens at the server: 502', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [closedPort] } })
  const client = await lab.client()
  const { head, body } = await client.send(get('mail.test')).message()
  t.match(head, /^HTTP\/1\.1 502 /)
  t.match(body, 'Server cas1 of farm cas: nothing listens on that port.')
  t.match(await lab.record(), { status: 502, cause: 'connect-refused', edge: { server: 'cas1', mode: 'offload' } })
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
  client.socket.destroy()
})

t.test('another server takes over when a connection is refused, also for a POST', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [closedPort, server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: mail.test\r\nContent-Length: 5\r\n\r\nhello')
  t.equal((await client.message()).body, 'ok')
  t.match(await lab.record(), { status: 200, requestBytes: 5, edge: { server: 'cas2' } })
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }, { requestsInFlight: 0 }])
  client.socket.destroy()
})

t.test('brief error pages: no rule, server or limit is named, but in the record they are', async (t) => {
  const edge = { rules, farms: { cas: [closedPort] }, plan: { errorPages: 'brief' } } as const
  await using lab = await startTestEdge(edge)
  const client = await lab.client()
  const refused = (await client.send(get('mail.test')).message()).body
  t.match(refused, 'Cause: connect-refused, that is')
  t.notMatch(refused, /farm|127\.0\.0\.1|port of/)
  t.match(await lab.record(), { detail: /of farm cas/ })
  t.notMatch((await client.send(get('mail.test', '/PowerShell')).message()).body, /PowerShell/)
  t.notMatch((await client.send(`${get('a').trimEnd()}\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`).message()).body, /98304/)
  client.socket.destroy()
})
