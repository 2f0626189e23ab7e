import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

const inData = 'RPC_IN_DATA /rpc/rpcproxy.dll?cas1:6001 HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n'
const outData = 'RPC_OUT_DATA /rpc/rpcproxy.dll?cas1:6001 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n'

t.test('Outlook Anywhere: both channels drip, and every drop passes at once', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const inChannel = (await lab.client()).send(inData)
  const outChannel = (await lab.client()).send(`${outData}conn`)
  await waitUntil(() => server.wires.length === 2, { what: 'both channels at the server' })
  const [first, second] = await Promise.all(server.wires.map(async (wire) => ({ wire, head: await wire.head() })))
  const isIn = first?.head.startsWith('RPC_IN_DATA')
  const atServer = { in: (isIn ? first : second)?.wire, out: (isIn ? second : first)?.wire }
  atServer.out?.send('HTTP/1.1 200 Success\r\nContent-Length: 1073741824\r\n\r\n')
  await outChannel.head()
  for (const drop of ['one', 'two', 'three']) {
    inChannel.send(drop)
    t.equal(await atServer.in?.take(drop), drop)
    atServer.out?.send(drop.toUpperCase())
    t.equal(await outChannel.take(drop.toUpperCase()), drop.toUpperCase())
  }
  inChannel.socket.destroy()
  outChannel.socket.destroy()
  await lab.record(2)
  t.same(
    lab.records.map(({ cause }) => cause),
    ['client-gone', 'client-gone'],
  )
  t.ok(lab.records.some(({ method, requestBytes }) => method === 'RPC_IN_DATA' && requestBytes === 11))
})

t.test('an answer may begin, stream and end while the request still comes; then both connections go on', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    await wire.take('first')
    wire.send('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno')
    await wire.take('last!')
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nfirst')
  t.equal((await client.message()).body, 'no')
  client.send('last!GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  t.match(await client.head(), /^HTTP\/1\.1 200 /)
  t.equal(server.wires.length, 1)
  t.match(await lab.record(), { status: 401, requestBytes: 10, responseBytes: 2 })
  client.socket.destroy()
})

t.test('a server that answers early and closes: the client gets the answer, and its connection ends', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig')
    wire.socket.end()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nfirst')
  t.equal((await client.message()).body, 'big')
  await client.end()
  t.match(await lab.record(), { status: 413, cause: undefined })
  client.socket.destroy()
})
