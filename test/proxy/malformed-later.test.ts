import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

const inside = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'

t.test(
  'a body that turns malformed on its way is never ended at the server, and its connection not used again',
  async (t) => {
    await using server = await wireServer(() => {})
    await using lab = await startTestEdge({ farms: { cas: [server.port] } })
    const client = await lab.client()
    client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
    await waitUntil(() => server.wires[0]?.text.endsWith('hello\r\n'), { what: 'the first chunk' })
    const text = await client.send(`zz\r\n${inside}`).end()
    t.match(text, /^HTTP\/1\.1 400 .*\r\nConnection: close\r\n/s)
    const seen = await server.wires[0]?.end()
    t.notMatch(seen, /\r\n0\r\n|smuggled/)
    t.match(await lab.record(), { status: 400, cause: 'bad-request', requestBytes: 5 })
    client.socket.destroy()
  },
)

t.test('one that turns malformed within the answer cuts both connections', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.take('hello\r\n')
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
  await client.take('half')
  t.equal(await client.send(`zz\r\n${inside}`).end(), '', 'no second answer, and no page in the middle of the first')
  t.notMatch(await server.wires[0]?.end(), 'smuggled')
  t.match(await lab.record(), { status: 200, cause: 'bad-request', responseBytes: 4 })
  client.socket.destroy()
})
