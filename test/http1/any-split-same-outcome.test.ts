import fc from 'fast-check'
import t from 'tap'
import { readMessages } from './read-message.ts'

// Pieces of real messages, and the odd bytes that attacks are made of.
const fragment = fc.constantFrom(
  'GET / HTTP/1.1\r\n',
  'RPC_IN_DATA /rpc/rpcproxy.dll?cas1:6001 HTTP/1.1\r\nHost: mail.contoso.com\r\n',
  'POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
  'Host: mail.contoso.com\r\n',
  'Content-Length: 5\r\n',
  'Content-Length: 5\r\n\r\nhello',
  'Transfer-Encoding: chunked\r\n',
  '\r\n',
  '5\r\nhello\r\n',
  'a;name=value\r\n0123456789\r\n',
  '0\r\n\r\n',
  '0\r\nX-Checksum: 1\r\n\r\n',
  '\n',
  '\r',
  ' ',
  ':',
  'x',
  '\0',
)

const stream = fc.array(fragment, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(''), 'latin1'))

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  const pieces: Buffer[] = []
  let at = 0
  for (const place of [...places, bytes.length]) {
    if (place > at) pieces.push(bytes.subarray(at, place))
    at = Math.max(at, place)
  }
  return pieces
}

for (const kind of ['request', 'response'] as const) {
  t.test(`${kind}s: however the bytes are split, the outcome is the same`, async (t) => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), (bytes, cuts) => {
        t.same(readMessages(split(bytes, cuts), kind), readMessages([bytes], kind))
      }),
      { numRuns: 400 },
    )
  })

  t.test(`${kind}s: byte by byte gives the same outcome too`, async (t) => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
        t.same(readMessages(single, kind), readMessages([bytes], kind))
      }),
      { numRuns: 150 },
    )
  })
}
