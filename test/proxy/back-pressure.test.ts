import { once } from 'node:events'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

const megabyte = Buffer.alloc(1_048_576, 'x')

/** Writes megabyte after megabyte for as long as the other side takes them; gives what it took once it takes no more. */
async function fill(wire: Wire, most: number, bytes = megabyte): Promise<number> {
  let sent = 0
  while (sent < most) {
    if (!wire.socket.write(bytes)) {
      const stuck = Symbol('stuck')
      const drained = once(wire.socket, 'drain')
      const quiet = waitUntil(() => false, { what: 'nothing', within: 300 }).catch(() => stuck)
      if ((await Promise.race([drained, quiet])) === stuck) return sent
    }
    sent += bytes.length
  }
  return sent
}

// Far more than the socket buffers of the system on both hops, far less than what is offered.
const bound = 64 * megabyte.length
const offered = 256 * megabyte.length

t.test('a client that does not read stops the server, and memory stays bounded', async (t) => {
  let sent = 0
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${offered}\r\n\r\n`)
    sent = await fill(wire, offered)
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.socket.pause()
  const before = process.memoryUsage().arrayBuffers
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await waitUntil(() => sent > 0, { what: 'the server to be stopped' })
  t.ok(sent < bound, `stopped after ${sent} bytes`)
  t.ok(process.memoryUsage().arrayBuffers - before < 16 * megabyte.length)
  client.socket.destroy()
})

t.test('nor do interim answers pile up for such a client', async (t) => {
  const interim = `HTTP/1.1 103 Early Hints\r\nLink: </${'a'.repeat(4_000)}>\r\n\r\n`
  const hints = Buffer.from(interim.repeat(Math.ceil(megabyte.length / interim.length)))
  let sent = 0
  await using server = await wireServer(async (wire) => {
    await wire.head()
    sent = await fill(wire, offered, hints)
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.socket.pause()
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await waitUntil(() => sent > 0, { what: 'the server to be stopped', within: 20_000 })
  t.ok(sent < bound, `stopped after ${sent} bytes`)
  client.socket.destroy()
})

t.test('a server that does not read stops the client', async (t) => {
  await using server = await wireServer((wire) => void wire.socket.pause())
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${offered}\r\n\r\n`)
  const sent = await fill(client, offered)
  t.ok(sent < bound, `stopped after ${sent} bytes`)
  client.socket.destroy()
})

t.test('what was stopped goes on when the other side reads again, and nothing is lost', async (t) => {
  const length = 8 * megabyte.length
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.socket.pause()
    await waitUntil(() => wire.socket.readableLength > 0, { what: 'the body to pile up' })
    wire.socket.resume()
    await wire.until(() => wire.text.length === length, 'the whole body')
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`)
    for (let count = 0; count < 8; count++) wire.socket.write(megabyte)
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`)
  for (let count = 0; count < 8; count++) client.socket.write(megabyte)
  await client.head()
  client.socket.pause()
  await waitUntil(() => client.socket.readableLength > 0 || client.text.length > 0, { what: 'the answer to pile up' })
  client.socket.resume()
  await client.until(() => client.text.length === length, 'the whole answer')
  t.match(await lab.record(), { requestBytes: length, responseBytes: length, status: 200 })
  client.socket.destroy()
})

t.test('a client that pipelines without reading has to wait', async (t) => {
  const body = 'y'.repeat(100_000)
  await using server = await wireServer(async (wire) => {
    for (;;) {
      await wire.head()
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    }
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.socket.pause()
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2_000))
  let last = -1
  await waitUntil(
    () => {
      const same = lab.records.length > 0 && lab.records.length === last
      last = lab.records.length
      return same
    },
    { what: 'the edge to stop answering' },
  )
  t.ok(lab.records.length < 1_500, `after ${lab.records.length} answers`)
  client.socket.destroy()
})
