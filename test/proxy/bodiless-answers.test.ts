import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

t.test('HEAD of an answer in chunks, or of one without a length, ends with its head', async (t) => {
  await using server = await wireServer(async (wire) => {
    for (;;) {
      const chunked = (await wire.head()).includes(' /chunked ')
      wire.send(`HTTP/1.1 200 OK\r\n${chunked ? 'Transfer-Encoding: chunked\r\n' : ''}X: y\r\n\r\n`)
    }
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  for (const path of ['/chunked', '/none', '/chunked']) {
    t.match(
      await client.send(`HEAD ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).head(),
      /^HTTP\/1\.1 200 OK\r\n.*X: y\r\n\r\n$/s,
    )
  }
  t.equal(client.text, '')
  t.equal(server.wires.length, 1, 'all on one server connection')
  client.socket.destroy()
})

t.test('a body where none may be is not taken for the next answer', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil')
    await wire.end()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  for (const number of [1, 2]) {
    t.match(await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').head(), /^HTTP\/1\.1 304 /)
    t.match(await lab.record(number), { edge: { serverConnection: number } })
  }
  t.equal(client.text, '')
  client.socket.destroy()
})
