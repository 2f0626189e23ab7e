// Answers are read into memory that all connections share (proxy/shared-read.ts). Whatever has to wait must have been
// copied by then: clients that read slowly, clients without TLS, answers in chunks, heads in pieces.

import { createHash, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { testAuthority } from './edge-certificates.ts'
import { startTestEdge } from './edge-lab.ts'
import { wireServer } from './wire.ts'

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The hash of the body of an answer that lasts until the connection ends. */
async function bodyOf(stream: Readable): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  const whole = Buffer.concat(parts)
  return hash(whole.subarray(whole.indexOf('\r\n\r\n') + 4))
}

t.test('every client gets its own bytes, however they come and however late it reads', async (t) => {
  const ca = await testAuthority(t.testdir())
  const pair = await ca.issue(['mail.contoso.com'])
  // Those that read late get more than the buffers of the system take for them.
  const bodies = Array.from({ length: 24 }, (_, index) =>
    randomBytes(index < 4 ? 12_000_000 : 300_000 + index * 20_000),
  )
  await using server = await wireServer(async (wire) => {
    const number = Number(/\/(\d+) /.exec(await wire.head())?.[1])
    const body = bodies[number] ?? Buffer.alloc(0)
    const length = number % 3 === 0 ? `Content-Length: ${body.length}\r\nConnection: close` : 'Connection: close'
    wire.send(`HTTP/1.1 200 OK\r\n${length}\r\nX-Pad: ${'p'.repeat(number * 500)}\r\n\r\n`)
    wire.socket.end(body)
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [pair] })
  const ask = (index: number): Socket => {
    const secure = { port: lab.securePort, host: '127.0.0.1', servername: 'mail.contoso.com', ca: ca.certificate }
    const socket = index % 2 === 0 ? connectTls(secure) : connect(lab.port, '127.0.0.1')
    // HTTP/1.0, so that a body without a length comes without chunks and ends with the connection.
    socket.write(`GET /${index} HTTP/1.0\r\nHost: mail.contoso.com\r\n\r\n`)
    return socket
  }
  const right = async (socket: Socket, index: number): Promise<boolean> =>
    (await bodyOf(socket)) === hash(bodies[index] ?? Buffer.alloc(0))

  const numbers = [...bodies.keys()]
  const late = numbers.slice(0, 4).map(ask)
  await waitUntil(() => server.wires.length === 4 && server.wires.every(({ socket }) => socket.writableLength > 0), {
    what: 'the late ones to have stopped their servers',
  })
  const prompt = await Promise.all(numbers.slice(4).map((index) => right(ask(index), index)))
  t.ok(prompt.every(Boolean), 'those that read at once')
  t.ok((await Promise.all(late.map(right))).every(Boolean), 'those that read late')
})

t.test('a tunnel over a connection that was read so carries what the server sends', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nfirst ')
    wire.socket.on('data', (bytes: Buffer) => wire.socket.write(bytes))
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
  await client.head()
  client.send('second')
  await client.until(() => client.text.length >= 12, 'both pieces')
  t.equal(client.text, 'first second')
  client.socket.destroy()
})
