import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

t.test('the server decides on 100, and the body follows only then', async (t) => {
  await using server = await wireServer(async (wire) => {
    t.match(await wire.head(), /\r\nExpect: 100-continue\r\n/)
    t.equal(wire.text, '', 'no byte of the body yet')
    wire.send('HTTP/1.1 100 Continue\r\n\r\n')
    t.equal(await wire.take('hello'), 'hello')
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n')
  t.equal(await client.head(), 'HTTP/1.1 100 Continue\r\n\r\n')
  t.match(await client.send('hello').head(), /^HTTP\/1\.1 200 /)
  client.socket.destroy()
})

t.test('a client that did not ask gets no 100, but other interim answers', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  t.match(await client.head(), /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>/)
  t.match(await client.head(), /^HTTP\/1\.1 200 /)
  client.socket.destroy()
})

t.test('a refusal instead of 100 reaches the client before it has sent the body', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
    await wire.take('hello')
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n')
  t.match(await client.head(), /^HTTP\/1\.1 401 /)
  client.send('hello').send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  t.match(await client.head(), /^HTTP\/1\.1 200 /, 'the body sent all the same keeps the connections in step')
  t.equal(server.wires.length, 1)
  client.socket.destroy()
})
