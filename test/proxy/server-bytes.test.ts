// What a server's traffic is counted as: bodies as they move, tunnels and passed TLS with every byte.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { secureWireTo, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())

t.test('bodies count without heads and chunks, while they move, and go on counting after a reload', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.take('0\r\n\r\n')
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nans')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n')
  await client.take('ans')
  t.match(lab.edge.servers(), [{ requestBytes: 8, responseBytes: 3 }], 'half of the answer is there')
  lab.edge.reload(testSetup({ farms: { cas: [server.port] } }))
  server.wires[0]?.send('wer')
  await client.take('wer')
  t.match(lab.edge.servers(), [{ requestBytes: 8, responseBytes: 6 }])
  client.socket.destroy()
})

t.test('the bytes of a tunnel count', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello')
    await wire.take('ping')
    wire.send('pong!')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await client.take('hello')
  await client.send('ping').take('pong!')
  t.match(lab.edge.servers(), [{ requestsInFlight: 1, requestBytes: 4, responseBytes: 10 }], 'the tunnel still stands')
  client.socket.destroy()
})

t.test('so does TLS that is passed through', async (t) => {
  const pair = await authority.issue(['mail.test'])
  await using server = await wireServer((wire) => wire.send('x'.repeat(10_000)), { pair })
  const farms = { cas: farmOn('cas', [server.port], { passthrough: true }) }
  await using lab = await startTestEdge({ farms, certificates: [] })
  const client = await secureWireTo(lab.securePort, { ca: authority.certificate, servername: 'mail.test' })
  await client.until(() => client.text.length === 10_000, 'all of it')
  const [state] = lab.edge.servers()
  t.ok(state && state.requestBytes > 100 && state.responseBytes > 10_000, JSON.stringify(state))
  client.socket.destroy()
  const record = await lab.record()
  const counted = () => lab.edge.servers()[0]?.requestBytes === record.requestBytes
  await waitUntil(counted, { what: 'the counts of record and server to agree' })
})
