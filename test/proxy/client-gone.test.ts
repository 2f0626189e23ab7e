import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

t.test('a client that breaks off takes its server connection with it', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf')
  await waitUntil(() => server.wires[0]?.text.endsWith('half'), { what: 'half the body at the server' })
  client.socket.resetAndDestroy()
  t.match(await lab.record(), { cause: 'client-gone', requestBytes: 4, status: undefined })
  await server.wires[0]?.end()
  t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
})

t.test('a client that ended its side after the request still gets the answer', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(get).socket.end()
  t.match(await client.end(), /\r\n\r\nok$/)
})

t.test('but not for long: it may as well have left', async (t) => {
  await using server = await wireServer(() => {})
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(get).socket.end()
  t.match(await lab.record(), { cause: 'client-gone' })
})
