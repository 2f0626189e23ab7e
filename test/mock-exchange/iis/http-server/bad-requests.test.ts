import t from 'tap'
import { rawClient, serveRaw } from '../../support/raw-http.ts'

let served = 0
const server = await serveRaw(({ request, response }) => {
  served++
  request.on('error', () => undefined)
  request.resume()
  request.on('end', () => response.end('ok'))
})
t.teardown(() => server[Symbol.asyncDispose]())

t.test('what breaks the rules gets its status from HTTP.sys and the end of the connection', async (t) => {
  const cases: [string, number, string, bytes?: number][] = [
    ['GET / HTTP/1.1\r\n\r\n', 400, 'Bad Request - Invalid Hostname', 334],
    ['GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 400, 'Bad Request - Invalid Hostname', 334],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, 'Bad Request - Invalid Hostname', 334],
    ['GET / HTTP/1.1\r\nHost : h\r\n\r\n', 400, 'Bad Request - Invalid Header'],
    ['GET nonsense HTTP/1.1\r\nHost: h\r\n\r\n', 400, 'Bad Request - Invalid URL', 324],
    ['G(T / HTTP/1.1\r\nHost: h\r\n\r\n', 400, 'Bad Request - Invalid Verb', 326],
    ['GET / HTTP/1.1\nHost: h\n\n', 400, 'The request is badly formed.'],
    [
      'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'Bad Request - Invalid Content Length',
    ],
    ['GET / HTTP/2.0\r\nHost: h\r\n\r\n', 505, 'HTTP Version Not Supported'],
    ['GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501, 'Not Implemented'],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: h\r\n\r\n`, 414, 'Request URL Too Long'],
    [`GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 400, 'Request Too Long', 346],
  ]
  for (const [text, status, words, bytes] of cases) {
    const client = rawClient(server.port)
    client.write(text)
    const answer = await client.closed()
    t.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), text.slice(0, 60))
    t.match(answer, 'Server: Microsoft-HTTPAPI/2.0')
    t.match(answer, words)
    if (bytes !== undefined) t.match(answer, `Content-Length: ${bytes}\r\n`)
  }
  t.equal(served, 0)
})

t.test('a head that comes in pieces may be as long as its limit', async (t) => {
  const client = rawClient(server.port)
  client.write(`GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(40_000)}`)
  client.write('x'.repeat(30_000))
  await new Promise((resolve) => setImmediate(resolve))
  client.write(`${'x'.repeat(20_000)}\r\n\r\n`)
  t.match(await client.until(/ok$/), /^HTTP\/1\.1 200 /)
  client.socket.destroy()
  served = 0
})

t.test('so does a broken chunk in the middle of a body', async (t) => {
  const client = rawClient(server.port)
  client.write('POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n')
  t.match(await client.closed(), /^HTTP\/1\.1 400 /)
})

t.test('the request before it is answered', async (t) => {
  const client = rawClient(server.port)
  client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\nnonsense\r\n\r\n')
  t.match(await client.closed(), /^HTTP\/1\.1 200 OK[\s\S]*ok[\s\S]*HTTP\/1\.1 400 /)
})

t.test('a server that is disposed of breaks what is under way and leaves nothing', async (t) => {
  const other = await serveRaw(() => undefined)
  const client = rawClient(other.port)
  client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
  client.write('')
  await new Promise((resolve) => client.socket.once('connect', resolve))
  await other[Symbol.asyncDispose]()
  t.equal(await client.closed().then((text) => text || 'nothing'), 'nothing')
})
