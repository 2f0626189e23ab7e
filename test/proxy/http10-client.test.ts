import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { textServer, wireServer } from './wire.ts'

t.test('an HTTP/1.0 client without Host is served, and its connection closed', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const { head, body } = await client.send('GET / HTTP/1.0\r\n\r\n').message()
  t.match(head, /\r\nConnection: close\r\n/)
  t.match(body, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`, 'the server gets HTTP/1.1 with a Host')
  await client.end()
  client.socket.destroy()
})

t.test('it may ask to keep the connection', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  for (let count = 0; count < 2; count++) {
    const { head, body } = await client.send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n').message()
    t.match(head, /\r\nConnection: keep-alive\r\n/)
    t.equal(body, 'ok')
  }
  client.socket.destroy()
})

t.test('it gets chunks unwrapped, until the connection closes', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
  t.notMatch(await client.head(), /Transfer-Encoding/)
  t.equal(await client.end(), 'hello world')
  client.socket.destroy()
})

t.test('it gets no interim answers, and its Expect goes no further', async (t) => {
  await using server = await wireServer(async (wire) => {
    t.notMatch(await wire.head(), /Expect/)
    wire.send(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    )
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n')
  t.match(await client.head(), /^HTTP\/1\.1 200/)
  client.socket.destroy()
})
