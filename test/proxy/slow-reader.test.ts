import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

t.test('the end of an answer waits for a slow reader, though the connection is to be closed behind it', async (t) => {
  const length = 48 * 1_048_576
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`)
    wire.socket.write(Buffer.alloc(length, 'x'))
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  let read = 0
  let stopped = false
  client.socket.removeAllListeners('data')
  // Slower than the edge, so that it has something left when the answer is over for it.
  client.socket.on('data', (chunk: Buffer) => {
    read += chunk.length
    client.socket.pause()
    setTimeout(() => {
      if (!stopped) client.socket.resume()
    }, 1)
  })
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  client.socket.resume()
  await waitUntil(() => lab.records.length > 0, { what: 'the exchange to be over', within: 20_000 })
  stopped = true
  client.socket.pause()
  const began = performance.now()
  // Longer than the edge waits for a client to take note of the end.
  await waitUntil(() => performance.now() - began > 2_500, { what: 'that time to be over' })
  stopped = false
  client.socket.resume()
  await waitUntil(() => client.ended || client.closed, { what: 'the end', within: 20_000 })
  t.ok(read > length, `${read} bytes`)
  t.equal(client.error, undefined)
  client.socket.destroy()
})
