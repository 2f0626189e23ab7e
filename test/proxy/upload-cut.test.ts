// Servers that end the connection while the request still comes.

import t from 'tap'
import { testAuthority } from './edge-certificates.ts'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

const authority = await testAuthority(t.testdir())
const pair = await authority.issue(['cas1.test'])
const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhello'
const ways: Record<string, (wire: Wire) => unknown> = {
  'ends its connection': (wire) => wire.socket.end(),
  'breaks its connection': (wire) => wire.socket.resetAndDestroy(),
}

for (const [what, leave] of Object.entries(ways)) {
  t.test(`a server that ${what} within the request, without an answer: 502, and the client's ends too`, async (t) => {
    await using server = await wireServer(async (wire) => {
      await wire.take('hello')
      leave(wire)
    })
    await using lab = await startTestEdge({ farms: { cas: [server.port] } })
    const client = await lab.client()
    const { head, body } = await client.send(post).message()
    t.match(head, /^HTTP\/1\.1 502 .*\r\nX-Bridgehead-Cause: reset\r\nConnection: close\r\n/s)
    t.match(body, 'Server cas1 of farm cas')
    t.equal(await client.send('more of the body').end(), '')
    t.equal(client.error, undefined, 'ended in order, so that the page can be read')
    t.match(await lab.record(), { status: 502, cause: 'reset', requestBytes: 5 })
    t.equal(server.wires.length, 1, 'not asked again: it may have acted')
    client.socket.destroy()
  })

  t.test(`a server that ${what} within its answer, while the request comes: the client is cut off`, async (t) => {
    await using server = await wireServer(async (wire) => {
      await wire.take('hello')
      wire.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
      await wire.take('read')
      leave(wire)
    })
    await using lab = await startTestEdge({ farms: { cas: [server.port] } })
    const client = await lab.client()
    await client.send(post).take('half')
    t.equal(await client.send('read').end(), '')
    t.match(await lab.record(), { status: 200, cause: 'truncated', requestBytes: 9, responseBytes: 4 })
    t.match(lab.edge.servers(), [{ requestsInFlight: 0 }])
    client.socket.destroy()
  })
}

t.test('a server that has answered whole and breaks the connection over the rest: the answer arrives', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.take('hello')
    wire.send('HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig')
    await wire.take('read')
    wire.socket.resetAndDestroy()
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  t.equal((await client.send(post).message()).body, 'big')
  t.equal(await client.send('read').end(), '')
  t.match(await lab.record(), { status: 413, cause: undefined })
  client.socket.destroy()
})

for (const mode of ['offload', 'bridge']) {
  t.test(
    `${mode}: a server that refuses a large upload and leaves with most of it unread: the refusal arrives`,
    async (t) => {
      const play = async (wire: Wire): Promise<void> => {
        await wire.take('hello')
        wire.socket.pause()
        // As IIS does it: with bytes unread the close becomes a reset.
        wire.send('HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig').socket.destroySoon()
      }
      await using server = await wireServer(play, mode === 'bridge' ? { pair } : {})
      const tls = mode === 'bridge' ? { ca: undefined, servername: 'cas1.test', verify: true } : undefined
      const farms = { cas: farmOn('cas', [server.port], { tls }) }
      await using lab = await startTestEdge({ farms, trusted: authority.certificate })
      const client = await lab.client()
      client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\nhello')
      client.socket.write(Buffer.alloc(10_000_000))
      t.equal((await client.message()).body, 'big')
      t.match(await lab.record(), { status: 413, cause: undefined })
      client.socket.destroy()
    },
  )
}

t.test(
  'an answer without length that a break ends, seen first by a failed write, does not pass for whole',
  async (t) => {
    await using server = await wireServer(async (wire) => {
      await wire.take('hello')
      wire.send('HTTP/1.1 200 OK\r\n\r\nhalf')
      await wire.take('read')
      wire.socket.pause().resetAndDestroy()
    })
    await using lab = await startTestEdge({ farms: { cas: [server.port] } })
    const client = await lab.client()
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\nhello')
    await client.take('half\r\n')
    client.send('read').socket.write(Buffer.alloc(10_000_000))
    t.equal(await client.end(), '', 'no last chunk')
    t.match(await lab.record(), { status: 200, cause: 'truncated' })
    client.socket.destroy()
  },
)
