import t from 'tap'
import { createBodyReader } from '../../http1/index.ts'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

t.test('a body with a length arrives as it was sent', async (t) => {
  await using server = await wireServer(async (wire) => {
    const { head, body } = await wire.message()
    t.match(head, /\r\nContent-Length: 11\r\n/)
    t.equal(body, 'hello world')
    wire.send('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello ')
  client.send('world')
  t.match(await client.head(), /^HTTP\/1\.1 201 Created/)
  t.match(await lab.record(), { requestBytes: 11, responseBytes: 0, status: 201 })
  client.socket.destroy()
})

t.test('chunks and trailers go both ways; extensions end at the edge', async (t) => {
  await using server = await wireServer(async (wire) => {
    const head = await wire.head()
    t.match(head, /\r\nTransfer-Encoding: chunked\r\n/)
    t.notMatch(head, /Content-Length/i)
    const body = await wire.take('0\r\nX-Sum: 1\r\n\r\n')
    const { data, trailers } = createBodyReader({ kind: 'chunked' }).push(Buffer.from(body))
    t.equal(data.join(''), 'helloworld!')
    t.same(trailers, [['X-Sum', '1']])
    wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Md5\r\n\r\n3;x=y\r\nabc\r\n')
    wire.send('4\r\ndefg\r\n0\r\nX-Md5: 2\r\nx-md5: 3\r\n\r\n')
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n')
  client.send('6\r\nworld!\r\n0\r\nX-Sum: 1\r\n\r\n')
  t.match(await client.head(), /\r\nTransfer-Encoding: chunked\r\n/)
  const body = await client.take('\r\n\r\n')
  t.notMatch(body, /x=y/)
  t.match(body, /0\r\nX-Md5: 2\r\nx-md5: 3\r\n\r\n$/)
  t.match(await lab.record(), { requestBytes: 11, responseBytes: 7 })
  client.socket.destroy()
})

t.test('an answer that lasts until the server closes goes on in chunks, and the client may ask again', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end')
    wire.socket.end()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  for (const number of [1, 2]) {
    client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    t.match(await client.head(), /Transfer-Encoding: chunked/)
    t.match(await client.take('0\r\n\r\n'), /until the end/)
    t.match(await lab.record(number), { edge: { serverConnection: number } })
  }
  client.socket.destroy()
})

t.test('HEAD, 204 and 304 have no body, whatever their head says', async (t) => {
  await using server = await wireServer(async (wire) => {
    for (;;) {
      const status = /\d{3}/.exec(await wire.head())?.[0]
      wire.send(`HTTP/1.1 ${status} X\r\nContent-Length: 5\r\n\r\n`)
    }
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('HEAD /200 HTTP/1.1\r\nHost: a\r\n\r\n')
  t.match(await client.head(), /200 X\r\nContent-Length: 5\r\n/)
  client.send('GET /304 HTTP/1.1\r\nHost: a\r\n\r\n')
  t.match(await client.head(), /304 X\r\nContent-Length: 5\r\n/)
  client.send('GET /204 HTTP/1.1\r\nHost: a\r\n\r\n')
  const head = await client.head()
  t.match(head, /204 X/)
  t.notMatch(head, /Content-Length/i, 'which 204 must not have')
  t.equal(server.wires.length, 1, 'all on one server connection')
  client.socket.destroy()
})

t.test('a trailer cannot say where a request came from', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    const text = await wire.take('\r\n\r\n')
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const fields = [
    'X-Forwarded-For: 10.0.0.1',
    'X_Forwarded_Proto: https',
    'X-ARR-SSL: a',
    'Front-End-Https: on',
    'Digest: x',
  ]
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
  const { body } = await client.send(`${head}1\r\na\r\n0\r\n${fields.join('\r\n')}\r\n\r\n`).message()
  t.equal(body, '1\r\na\r\n0\r\nDigest: x\r\n\r\n')
  client.socket.destroy()
})
