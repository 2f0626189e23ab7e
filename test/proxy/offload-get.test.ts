import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { textServer } from './wire.ts'

t.test('a request goes to the farm and its answer comes back; the record tells the way', async (t) => {
  await using server = await textServer(() => 'hello')
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(
    'GET /owa/?x=1 HTTP/1.1\r\nHost: mail.test\r\nclient-request-id: 42\r\nAuthorization: Basic c2VjcmV0\r\n\r\n',
  )
  const { head, body } = await client.message()
  t.match(head, /^HTTP\/1\.1 200 OK\r\n/)
  t.equal(body, 'hello')

  const record = await lab.record()
  t.match(record, {
    hop: 'edge',
    host: 'edge',
    requestId: '42',
    method: 'GET',
    target: '/owa/?x=1',
    scheme: 'http',
    authority: 'mail.test',
    connection: 1,
    status: 200,
    requestBytes: 0,
    responseBytes: 5,
    edge: { rule: { index: 1 }, farm: 'cas', server: 'cas1', mode: 'offload', serverConnection: 1 },
  })
  t.notMatch(JSON.stringify(record), /c2VjcmV0/, 'secrets are taken out')
  t.equal(record.cause, undefined)
  client.socket.destroy()
})

t.test('any token is a method', async (t) => {
  await using server = await textServer((head) => head.split(' ')[0] ?? '')
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  for (const method of ['RPC_IN_DATA', 'RDG_OUT_DATA', 'X-MS-ENUMATTS', 'PROPFIND']) {
    client.send(`${method} / HTTP/1.1\r\nHost: mail.test\r\n\r\n`)
    t.equal((await client.message()).body, method)
  }
  client.socket.destroy()
})
