import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { textServer } from './wire.ts'

const cases: Record<string, readonly [status: number, request: string]> = {
  'a bare line feed': [400, 'GET / HTTP/1.1\nHost: a\n\n'],
  'no Host': [400, 'GET / HTTP/1.1\r\n\r\n'],
  'two Hosts': [400, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
  'a folded header': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n'],
  'length beside chunked': [
    400,
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  'two lengths': [400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
  'another coding': [501, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
  'malformed chunks': [400, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
  'a target too long': [414, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  'a target too long, not even ended': [414, `GET /${'a'.repeat(20_000)}`],
  'headers too large': [431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`],
  'HTTP/2 without negotiation': [505, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  CONNECT: [501, 'CONNECT mail.test:443 HTTP/1.1\r\nHost: mail.test:443\r\n\r\n'],
  'an encoded slash in the path': [400, 'GET /owa%2f..%2fPowerShell HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a Host that differs from the target': [400, 'GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  'an empty Host beside a target that names one': [400, 'GET http://a/ HTTP/1.1\r\nHost: \r\n\r\n'],
  'a Host with another port than the target': [400, 'GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a carriage return alone': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: y\rZ: 1\r\n\r\n'],
  'a NUL': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: y\0\r\n\r\n'],
  'a control byte': [400, 'GET / HTTP/1.1\r\nHost: a\r\nX: \x1b\r\n\r\n'],
  'a space before the colon': [400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello'],
  'a header without a name': [400, 'GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n'],
  'a fold before the first header': [400, 'GET / HTTP/1.1\r\n Host: b\r\nHost: a\r\n\r\n'],
  'a malformed Host': [400, 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n'],
  'a Host with credentials': [400, 'GET / HTTP/1.1\r\nHost: user@a\r\n\r\n'],
  'a Host that is a list': [400, 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n'],
  'equal lengths': [400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello'],
  'a length with a sign': [400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello'],
  'a length that is a list': [400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello'],
  'a length in hexadecimal': [400, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello'],
  'chunked that is not last': [400, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n'],
  'chunked twice': [400, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n'],
  'chunked in disguise': [400, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n'],
  'chunks in HTTP/1.0': [400, 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  'a chunk size too long': [
    400,
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n00000000000000005\r\nhello\r\n0\r\n\r\n',
  ],
  'a chunk longer than its size': [
    400,
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n',
  ],
  'a chunk extension without end': [
    400,
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(20_000)}\r\nhello\r\n`,
  ],
  'too many headers': [431, `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(200)}\r\n`],
  'a fragment': [400, 'GET /owa/#x HTTP/1.1\r\nHost: a\r\n\r\n'],
  'a target that is no path': [400, 'GET owa HTTP/1.1\r\nHost: a\r\n\r\n'],
  'an asterisk for another method than OPTIONS': [400, 'GET * HTTP/1.1\r\nHost: a\r\n\r\n'],
  'HTTP/1.2': [505, 'GET / HTTP/1.2\r\nHost: a\r\n\r\n'],
  'http/1.1 in small letters': [400, 'GET / http/1.1\r\nHost: a\r\n\r\n'],
  'two spaces in the request line': [400, 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n'],
  TRACE: [501, 'TRACE / HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n'],
}

for (const [what, [status, request]] of Object.entries(cases)) {
  t.test(`${what} is refused with ${status}, and the server never sees it`, async (t) => {
    await using server = await textServer(() => 'not wanted')
    await using lab = await startTestEdge({ farms: { cas: [server.port] } })
    const client = await lab.client()
    const { head, body } = await client.send(request).message()
    t.match(head, new RegExp(`^HTTP/1\\.1 ${status} `))
    t.match(head, /\r\nDate: /)
    const cause = status === 414 || status === 431 ? 'request-too-large' : 'bad-request'
    t.match(body, cause)
    t.match(await lab.record(), { status, cause })
    // A body that turns out malformed was on its way by then; it must not have become a request.
    t.notMatch(server.wires[0]?.text ?? '', /\r\n0\r\n/)
    client.socket.destroy()
  })
}

t.test('a target in absolute form becomes a path; a Host in other letters is the same', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ rules: ['mail.test -> cas'], farms: { cas: [server.port] } })
  const client = await lab.client()
  const { body } = await client.send('GET http://Mail.Test/owa/?x HTTP/1.1\r\nHost: mail.test\r\n\r\n').message()
  t.match(body, 'GET /owa/?x HTTP/1.1\r\nHost: mail.test\r\n')
  client.socket.destroy()
})

t.test('a request after a refused one on the same connection is not read', async (t) => {
  await using server = await textServer(() => 'not wanted')
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('GET / HTTP/1.1\r\nX : y\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await client.message()
  t.equal(await client.end(), '')
  t.equal(lab.records.length, 1)
  client.socket.destroy()
})

t.test('the port of the scheme need not be named; OPTIONS for a whole host is asked of the server', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const named = await client.send('GET http://mail.test:80/ HTTP/1.1\r\nHost: mail.test\r\n\r\n').message()
  t.match(named.body, 'GET / HTTP/1.1\r\nHost: mail.test\r\n')
  const options = await client.send('OPTIONS http://mail.test HTTP/1.1\r\nHost: mail.test\r\n\r\n').message()
  t.match(options.body, 'OPTIONS * HTTP/1.1\r\n')
  client.socket.destroy()
})

t.test('HTTP/2 in the clear is not taken up: its requests would get past the rules', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const request =
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n'
  t.notMatch((await client.send(request).message()).body, /upgrade|http2-settings/i)
  client.socket.destroy()
})

t.test('a refused HEAD gets no body', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] } })
  const client = await lab.client()
  const text = await client.send('HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n').end()
  t.match(text, /^HTTP\/1\.1 400 /)
  t.match(text, /\r\n\r\n$/)
  client.socket.destroy()
})
