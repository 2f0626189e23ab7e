import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

interface Case {
  /** What the server sends before it ends, or breaks, the connection. */
  readonly answer: string
  readonly breaks?: boolean
  readonly cause: string
}

async function played({ answer, breaks = false }: Case, request: string, seen: (client: Wire) => Promise<void>) {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send(answer)
    await wire.until(() => wire.socket.writableLength === 0, 'the answer to be written')
    if (breaks) wire.socket.resetAndDestroy()
    else wire.socket.end()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(request)
  await seen(client)
  client.socket.destroy()
  return lab.record()
}

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

const beforeTheHead: Record<string, Case> = {
  'that never comes': { answer: '', cause: 'reset' },
  'whose head breaks off': { answer: 'HTTP/1.1 200 OK\r\nContent-Le', cause: 'truncated' },
  'that is another protocol': { answer: 'SSH-2.0-OpenSSH\r\n\r\n', cause: 'bad-response' },
  'with a folded header': { answer: 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n', cause: 'bad-response' },
  'with two lengths': {
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
    cause: 'bad-response',
  },
  'with a length beside chunked': {
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    cause: 'bad-response',
  },
  'with malformed chunks in its first piece': {
    answer: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    cause: 'bad-response',
  },
  'without end of head': { answer: `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}`, cause: 'bad-response' },
}
for (const [what, one] of Object.entries(beforeTheHead)) {
  t.test(`an answer ${what} becomes a 502`, async (t) => {
    const record = await played(one, get, async (client) => {
      const { head, body } = await client.message()
      t.match(head, /^HTTP\/1\.1 502 Bad Gateway\r\n/)
      t.match(body, one.cause)
    })
    t.match(record, { status: 502, cause: one.cause, edge: { farm: 'cas', server: 'cas1', mode: 'offload' } })
  })
}

const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const withinTheBody: Record<string, Case> = {
  'shorter than its length': { answer: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', cause: 'truncated' },
  'without its last chunk': { answer: `${chunkedHead}5\r\nhello\r\n`, cause: 'truncated' },
  'cut within a chunk': { answer: `${chunkedHead}a\r\nhello`, cause: 'truncated' },
  'cut within its trailers': { answer: `${chunkedHead}5\r\nhello\r\n0\r\nX: y\r\n`, cause: 'truncated' },
  'broken off, that would last until the close': {
    answer: 'HTTP/1.1 200 OK\r\n\r\nhello',
    breaks: true,
    cause: 'truncated',
  },
}
for (const [what, one] of Object.entries(withinTheBody)) {
  t.test(`an answer ${what} is not whole at the client either`, async (t) => {
    const record = await played(one, get, async (client) => {
      const text = await client.end()
      t.match(text, /^HTTP\/1\.1 200 OK\r\n/)
      t.notMatch(text, /\r\n0\r\n/, 'no last chunk')
      t.notMatch(text, /Content-Length: 5/)
    })
    t.match(record, { status: 200, cause: one.cause })
  })

  t.test(`an HTTP/1.0 client sees an answer ${what} break off`, async (t) => {
    await played(one, 'GET / HTTP/1.0\r\n\r\n', async (client) => {
      const text = await client.end()
      const announced = /Content-Length: 10/.test(text)
      t.equal(announced || client.error?.code === 'ECONNRESET', true, 'by its length or by a reset')
    })
  })
}
