import fc from 'fast-check'
import t from 'tap'
import { cuts, mutatedRequest, mutatedResponse, split } from './mutated-message.ts'
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

for (const kind of ['request', 'response'] as const) {
  t.test(`${kind}s: however the bytes are split, the outcome is the same`, async (t) => {
    fc.assert(
      fc.property(stream, cuts, (bytes, cuts) => {
        t.same(readMessages(split(bytes, cuts), kind), readMessages([bytes], kind))
      }),
      { seed: 9112, numRuns: 400 },
    )
  })

  t.test(`${kind}s: byte by byte gives the same outcome too`, async (t) => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
        t.same(readMessages(single, kind), readMessages([bytes], kind))
      }),
      { seed: 9112, numRuns: 150 },
    )
  })
}

t.test('messages that are nearly right: the outcome of any split is the same', async (t) => {
  const pair = fc.oneof(
    fc.array(mutatedRequest, { minLength: 1, maxLength: 3 }).map((parts) => ({ kind: 'request' as const, parts })),
    fc.array(mutatedResponse, { minLength: 1, maxLength: 3 }).map((parts) => ({ kind: 'response' as const, parts })),
  )
  let whole = 0
  fc.assert(
    fc.property(pair, cuts, ({ kind, parts }, cuts) => {
      const bytes = Buffer.concat(parts)
      const outcome = readMessages([bytes], kind)
      whole += outcome.messages.length
      t.same(readMessages(split(bytes, cuts), kind), outcome)
    }),
    { seed: 9112, numRuns: 1_000 },
  )
  t.ok(whole > 200, `they are not all refused: ${whole} were read`)
})
