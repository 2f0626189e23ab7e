import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

// Answers the first request on a connection, and breaks the connection on the second, as a server does whose keep-alive
// time ran out just then.
async function answersOnce(wire: Wire): Promise<void> {
  await wire.head()
  wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  await wire.until(() => wire.text.length > 0, 'a second request')
  wire.socket.destroy()
}

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

t.test('a GET that meets a closing connection is asked again on a new one', async (t) => {
  await using server = await wireServer(answersOnce)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send(get).head()
  t.match(await client.send(get).head(), /^HTTP\/1\.1 200 /)
  t.match(await lab.record(2), { status: 200, edge: { serverConnection: 2 } })
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
  client.socket.destroy()
})

t.test('a POST whose body went out is not: it may have been acted on', async (t) => {
  await using server = await wireServer(answersOnce)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send(get).head()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello')
  t.match(await client.head(), /^HTTP\/1\.1 502 /)
  t.match(await lab.record(2), { cause: 'reset', edge: { serverConnection: 1 } })
  t.equal(server.wires.length, 1)
  client.socket.destroy()
})

t.test('a POST without a body is not either, but one whose body did not begin is', async (t) => {
  await using server = await wireServer(answersOnce)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send(get).head()
  t.match(await client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n').head(), /^HTTP\/1\.1 502 /)

  const other = await lab.client()
  await other.send(get).head()
  other.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n')
  t.match(await other.head(), /^HTTP\/1\.1 200 /)
  other.socket.destroy()
  client.socket.destroy()
})

t.test('a body of no bytes in chunks cannot be read again, and the client is told', async (t) => {
  // Regression: the second attempt waited for chunks that had been read already.
  await using server = await wireServer(answersOnce)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send(get).head()
  client.send('GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')
  t.match(await client.head(), /^HTTP\/1\.1 502 /)
  t.match(await lab.record(2), { cause: 'reset' })
  client.socket.destroy()
})

t.test('a new connection that breaks is not tried again', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.socket.destroy()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  t.match(await client.send(get).head(), /^HTTP\/1\.1 502 /)
  t.equal(server.wires.length, 1)
  client.socket.destroy()
})
