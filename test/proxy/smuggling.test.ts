// Requests whose end a server might see elsewhere than the edge does. Each carries another request in what might be its body;
// that one must reach no server, and the connection must end with the refusal (RFC 9112 sections 5.1, 5.2, 6.1, 6.3, 7.1, 11.2).

import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { textServer } from './wire.ts'

const inside = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
const post = (fields: string, body = inside) => `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n\r\n${body}`
const chunked = (body: string) => post('Transfer-Encoding: chunked', body)

const cases: Record<string, string> = {
  'length, then chunked': post('Content-Length: 6\r\nTransfer-Encoding: chunked', `0\r\n\r\nX${inside}`),
  'chunked, then length': post('Transfer-Encoding: chunked\r\nContent-Length: 6', `0\r\n\r\nX${inside}`),
  'two lengths that differ': post(`Content-Length: 0\r\nContent-Length: ${inside.length}`),
  'two lengths that are the same': post('Content-Length: 0\r\nContent-Length: 0'),
  'two lengths in one line': post('Content-Length: 0, 0'),
  'a length with a sign': post('Content-Length: +0'),
  'a negative length': post('Content-Length: -1'),
  'a length in hexadecimal': post('Content-Length: 0x10'),
  'an empty length': post('Content-Length: '),
  'a length too long for a number': post(`Content-Length: ${'9'.repeat(30)}`),
  'a coding that is not chunked': post('Transfer-Encoding: identity'),
  'a coding that only looks like chunked': post('Transfer-Encoding: xchunked', `0\r\n\r\n${inside}`),
  'chunked with a vertical tab': post('Transfer-Encoding: \x0bchunked', `0\r\n\r\n${inside}`),
  'chunked in quotes': post('Transfer-Encoding: "chunked"', `0\r\n\r\n${inside}`),
  'chunked twice': post('Transfer-Encoding: chunked, chunked', `0\r\n\r\n${inside}`),
  'chunked in two lines, the last another': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'),
  'chunked, then another coding': post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${inside}`),
  'chunked in HTTP/1.0': `POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inside}`,
  'a space before the colon': post('Content-Length : 0'),
  'a tab before the colon': post('Transfer-Encoding\t: chunked', `0\r\n\r\n${inside}`),
  'a folded line': post('X: y\r\n Content-Length: 0'),
  'a folded first line': `POST / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n${inside}`,
  'a line feed alone between fields': post('X: y\nContent-Length: 0'),
  'a carriage return alone between fields': post('X: y\rContent-Length: 0'),
  'a line feed alone as blank line': `POST / HTTP/1.1\r\nHost: a\r\n\n${inside}`,
  'a NUL in a field': post('X: y\0Content-Length: 0'),
  'a field without colon': post('Content-Length'),
  'a space in the version': `GET / HTTP/1.1 \r\nHost: a\r\n\r\n${inside}`,
  'a space in the target': `GET /a b HTTP/1.1\r\nHost: a\r\n\r\n${inside}`,
  'a chunk size with 0x': chunked(`0x0\r\n\r\n${inside}`),
  'a chunk size with a sign': chunked(`+0\r\n\r\n${inside}`),
  'a negative chunk size': chunked(`-1\r\n\r\n${inside}`),
  'an empty chunk size': chunked(`\r\n\r\n${inside}`),
  'a chunk size behind a space': chunked(` 0\r\n\r\n${inside}`),
  'a chunk size that overflows': chunked(`10000000000000000\r\n\r\n${inside}`),
  'a chunk size that ends in a line feed alone': chunked(`0\n\r\n${inside}`),
  'a chunk longer than its size': chunked(`1\r\nab\r\n0\r\n\r\n${inside}`),
  'a chunk shorter than its size': chunked(`3\r\na\r\n0\r\n\r\n${inside}`),
  'a chunk that ends in a line feed alone': chunked(`1\r\na\n0\r\n\r\n${inside}`),
  'a chunk extension with a line feed alone': chunked(`0;a\n\r\n${inside}`),
  'a length among the trailers': chunked(`0\r\nContent-Length: 5\r\n\r\n${inside}`),
  'a trailer without colon': chunked(`0\r\nGET /smuggled HTTP/1.1\r\n\r\n${inside}`),
}

for (const [what, request] of Object.entries(cases)) {
  t.test(`${what}: refused, the connection ended, nothing forwarded`, async (t) => {
    await using server = await textServer(() => 'not wanted')
    await using lab = await startTestEdge({ farms: { cas: [server.port] } })
    const client = await lab.client()
    const text = await client.send(request).end()
    t.match(text, /^HTTP\/1\.1 (400|431) .*\r\nConnection: close\r\n/s)
    t.equal(text.match(/HTTP\/1\.1 \d{3} /g)?.length, 1, 'one answer and no more')
    t.equal(client.error, undefined)
    t.match(lab.records, [{ cause: 'bad-request' }])
    t.equal(lab.records.length, 1)
    t.equal(server.wires.map((wire) => wire.text).join(''), '', 'not a byte reached the server')
    client.socket.destroy()
  })
}
