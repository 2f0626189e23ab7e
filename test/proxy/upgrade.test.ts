import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

const upgrade = 'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n'

t.test('after 101 the connection is a tunnel; what came too early is not lost', async (t) => {
  await using server = await wireServer(async (wire) => {
    const head = await wire.head()
    t.match(head, /\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/)
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nfrom server')
    await wire.take('early')
    wire.send('got early')
    await wire.end()
    wire.send('bye').socket.end()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(`${upgrade}early`)
  t.match(await client.head(), /^HTTP\/1\.1 101 .*\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/s)
  await client.take('from server')
  await client.take('got early')
  client.socket.end()
  t.equal(await client.end(), 'bye', 'each side may end its half')
  t.match(await lab.record(), { status: 101, requestBytes: 5, responseBytes: 23, cause: undefined })
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
})

t.test('a request without a body may say so: FreeRDP asks an RD Gateway with Content-Length: 0', async (t) => {
  await using server = await wireServer(async (wire) => {
    t.match(await wire.head(), /\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/)
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await wire.take('early')
    wire.send('got early')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(`${upgrade.replace('\r\n\r\n', '\r\nContent-Length: 0\r\n\r\n')}early`)
  t.match(await client.head(), /^HTTP\/1\.1 101 /)
  await client.take('got early')
  client.socket.destroy()
})

t.test('a server may refuse to switch', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  t.equal((await client.send(upgrade).message()).body, 'no')
  client.socket.destroy()
})

t.test('a server that switches unasked is not followed', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  t.match((await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').message()).head, /^HTTP\/1\.1 502 /)
  t.match(await lab.record(), { status: 502, cause: 'bad-response' })
  client.socket.destroy()
})

t.test('a connection that NTLM has pinned can become a tunnel too', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM TlRMTVNTUAAC\r\nContent-Length: 0\r\n\r\n')
    await wire.head()
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await wire.take('ping')
    wire.send('pong')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send('GET / HTTP/1.1\r\nHost: a\r\nAuthorization: NTLM TlRMTVNTUAAB\r\n\r\n').message()
  client.send(upgrade.replace('\r\n\r\n', '\r\nAuthorization: NTLM TlRMTVNTUAAD\r\n\r\nping'))
  t.match(await client.head(), /^HTTP\/1\.1 101 /)
  await client.take('pong')
  client.socket.destroy()
})
