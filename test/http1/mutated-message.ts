// Messages that are right but for a few changes, and ways to cut them: what fuzz tests feed to readers.

import fc from 'fast-check'

const requests = [
  'GET /owa/?a=b HTTP/1.1\r\nHost: mail.contoso.com\r\nConnection: keep-alive\r\nCookie: a=b; c=d\r\n\r\n',
  'POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: mail.contoso.com:443\r\nContent-Type: text/xml\r\nContent-Length: 12\r\n\r\n{<soap:Env/>',
  'POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{ello\r\n7;n=v\r\n, world\r\n0\r\n\r\n',
  'POST /a HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\nTrailer: X-Sum\r\n\r\n1\r\n{\r\n0\r\nX-Sum: 1\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n{',
  'RPC_IN_DATA /rpc/rpcproxy.dll?cas1:6001 HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YTpi\r\nContent-Length: 3\r\n\r\n{\0}',
  'GET http://a/owa HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nUpgrade: websocket\r\n\r\n',
  'HEAD /old HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n',
  'GET /old HTTP/1.0\r\nUser-Agent: x\r\n\r\n',
]

const responses = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
  'HTTP/1.0 200\r\nContent-Type: text/plain\r\n\r\nuntil the end',
]

const insertions = [
  ...[
    '\0',
    '\n',
    '\r',
    '\r\n',
    '\r\n\r\n',
    ' ',
    '\t',
    '\x0b',
    '\x7f',
    '\xa0',
    '#',
    '%2f',
    ':',
    ',',
    ';',
    '0',
    'HTTP/1.1',
  ],
  ...[
    '\r\nContent-Length: 0',
    '\r\nContent-Length: 5',
    '\r\nContent-Length: 5000',
    '\r\nTransfer-Encoding: chunked',
    '\r\nTransfer-Encoding: gzip',
  ],
  ...['\r\nHost: b', '\r\nX : y', '\r\n X: y', '\r\nConnection: close', '\r\nConnection: content-length, host'],
  '0\r\n\r\nGET /inside HTTP/1.1\r\nHost: a\r\n\r\n',
]

type Change = (text: string) => string

const at = fc.nat({ max: 10_000 })

const flip = fc.tuple(at, fc.nat({ max: 7 })).map(
  ([place, bit]): Change =>
    (text) =>
      replaced(text, place, (code) => String.fromCharCode(code ^ (1 << bit))),
)
const odd = fc.tuple(at, fc.constantFrom(...'\0\n\r\t :,;{\x7f\xff')).map(
  ([place, byte]): Change =>
    (text) =>
      replaced(text, place, () => byte),
)
const insert = fc.tuple(at, fc.constantFrom(...insertions)).map(
  ([place, piece]): Change =>
    (text) => {
      const where = place % (text.length + 1)
      return text.slice(0, where) + piece + text.slice(where)
    },
)
const insertAtLineEnd = fc.tuple(at, fc.constantFrom(...insertions)).map(
  ([place, piece]): Change =>
    (text) =>
      onLine(text, place, (line) => [line + piece]),
)
const dropLine = at.map(
  (place): Change =>
    (text) =>
      onLine(text, place, () => []),
)
const repeatLine = at.map(
  (place): Change =>
    (text) =>
      onLine(text, place, (line) => [line, line]),
)
const cutOff = at.map(
  (place): Change =>
    (text) =>
      text.slice(0, place % (text.length + 1)),
)

const changes = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: flip },
    { weight: 2, arbitrary: odd },
    { weight: 2, arbitrary: insert },
    { weight: 3, arbitrary: insertAtLineEnd },
    { weight: 2, arbitrary: dropLine },
    { weight: 2, arbitrary: repeatLine },
    { weight: 1, arbitrary: cutOff },
  ),
  { maxLength: 3 },
)

const mutated = (texts: readonly string[]): fc.Arbitrary<Buffer> =>
  fc.tuple(fc.constantFrom(...texts), changes).map(([text, changes]) =>
    Buffer.from(
      changes.reduce((all, change) => change(all), text),
      'latin1',
    ),
  )

export const mutatedRequest = mutated(requests)
export const mutatedResponse = mutated(responses)

/** Places to cut at, for `split`. */
export const cuts = fc.array(fc.nat(), { maxLength: 8 })

/** The same bytes in pieces. */
export function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  const pieces: Buffer[] = []
  let at = 0
  for (const place of [...places, bytes.length]) {
    if (place > at) pieces.push(bytes.subarray(at, place))
    at = Math.max(at, place)
  }
  return pieces
}

function replaced(text: string, place: number, change: (code: number) => string): string {
  if (text === '') return text
  const where = place % text.length
  return text.slice(0, where) + change(text.charCodeAt(where)) + text.slice(where + 1)
}

function onLine(text: string, place: number, change: (line: string) => string[]): string {
  const lines = text.split('\r\n')
  const where = place % lines.length
  return lines.flatMap((line, index) => (index === where ? change(line) : [line])).join('\r\n')
}
