import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { textServer, wireServer } from './wire.ts'

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`

t.test('clients that come one after the other share a server connection', async (t) => {
  await using server = await textServer((_, wire) => `connection ${wire.number}`)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  for (const number of [1, 2, 3]) {
    const client = await lab.client()
    t.equal((await client.send(get('/')).message()).body, 'connection 1')
    client.socket.destroy()
    const record = await lab.record(number)
    t.match(record, { connection: number, edge: { serverConnection: 1 } })
    t.equal(record.edge?.connectMilliseconds === 0, number > 1, 'only the first had to connect')
  }
})

t.test('two requests at a time need two server connections', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const clients = [await lab.client(), await lab.client()]
  for (const client of clients) client.send(get('/'))
  await waitUntil(() => server.wires.length === 2, { what: 'a second server connection' })
  t.match(lab.edge.servers(), [{ server: 'cas1', requestsInFlight: 2 }])
  for (const wire of server.wires) wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  for (const client of clients) await client.head()
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
  for (const client of clients) client.socket.destroy()
})

t.test('pipelined requests are answered in order, a refused one among them', async (t) => {
  await using server = await textServer((head) => head.split(' ')[1] ?? '')
  await using lab = await startTestEdge({ rules: ['* /no -> 403', '* -> cas'], farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(get('/1') + get('/no') + get('/2') + get('/3', 'Connection: close\r\n') + get('/4'))
  t.equal((await client.message()).body, '/1')
  t.match((await client.message()).head, /^HTTP\/1\.1 403 /)
  t.equal((await client.message()).body, '/2')
  const last = await client.message()
  t.equal(last.body, '/3')
  t.match(last.head, /\r\nConnection: close\r\n/)
  t.equal(await client.end(), '', 'nothing after the one that closed')
  client.socket.destroy()
})

t.test('a server that says close is not asked again on that connection', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  for (const number of [1, 2]) {
    t.notMatch(await client.send(get('/')).head(), /Connection/i, 'which is between server and edge')
    t.match(await lab.record(number), { connection: 1, edge: { serverConnection: number } })
  }
  client.socket.destroy()
})

t.test('a server connection is not kept longer than the server said', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  await client.send(get('/')).head()
  await client.send(get('/')).head()
  t.match(await lab.record(2), { edge: { serverConnection: 2 } })
  client.socket.destroy()
})

t.test('bytes that a server sends unasked are never taken for an answer', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil')
    await wire.end()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  for (const number of [1, 2]) {
    t.equal((await client.send(get('/')).message()).body, 'ok')
    t.match(await lab.record(number), { edge: { serverConnection: number } })
  }
  client.socket.destroy()
})
