// Where pinned connections and those that clients share meet.

import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge, testSetup } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`

// Challenges at /secret whoever has not logged on over this connection; the rest is open to all. Says who it takes one for.
async function play(wire: Wire): Promise<void> {
  let user = 'nobody'
  for (;;) {
    const head = await wire.head()
    user = /^Authorization: NTLM (\w+)\r$/m.exec(head)?.[1] ?? user
    const refused = head.startsWith('GET /secret') && user === 'nobody'
    const challenge = refused
      ? `WWW-Authenticate: NTLM\r\n${head.includes('/close') ? 'Connection: close\r\n' : ''}`
      : ''
    const text = `${user} on ${wire.number}`
    wire.send(`HTTP/1.1 ${refused ? 401 : 200} X\r\n${challenge}Content-Length: ${text.length}\r\n\r\n${text}`)
  }
}

t.test('a shared connection leaves the pool with the challenge, and never comes back', async (t) => {
  await using server = await wireServer(play)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const bob = await lab.client()
  const alice = await lab.client()
  t.equal((await bob.send(get('/open')).message()).body, 'nobody on 1')
  t.equal((await alice.send(get('/secret')).message()).body, 'nobody on 1', 'the same, until it is challenged')
  t.equal((await bob.send(get('/open')).message()).body, 'nobody on 2')
  t.equal((await alice.send(get('/secret', 'Authorization: NTLM alice\r\n')).message()).body, 'alice on 1')
  t.equal((await bob.send(get('/open')).message()).body, 'nobody on 2')
  t.match((await bob.send(get('/secret')).message()).head, /^HTTP\/1\.1 401 /)
  t.equal((await alice.send(get('/open')).message()).body, 'alice on 1', 'also for what is open to all')
  alice.socket.destroy()
  await waitUntil(() => server.wires[0]?.ended, { what: 'the end of the server connection' })
  const carol = await lab.client()
  t.equal((await carol.send(get('/open')).message()).body, 'nobody on 3')
  bob.socket.destroy()
  carol.socket.destroy()
})

t.test('a client that says close with its credentials leaves no connection behind', async (t) => {
  await using server = await wireServer(play)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const alice = await lab.client()
  alice.send(get('/secret', 'Authorization: NTLM alice\r\nConnection: close\r\n'))
  t.equal((await alice.message()).body, 'alice on 1')
  await alice.end()
  await server.wires[0]?.end()
  const bob = await lab.client()
  t.equal((await bob.send(get('/open')).message()).body, 'nobody on 2')
  alice.socket.destroy()
  bob.socket.destroy()
})

t.test('a server that closes after its challenge takes the client connection with it', async (t) => {
  await using server = await wireServer(play)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const alice = await lab.client()
  t.match((await alice.send(get('/secret/close')).message()).head, /^HTTP\/1\.1 401 .*\r\nConnection: close\r\n/s)
  t.equal(await alice.end(), '')
  alice.socket.destroy()
})

t.test('a reload that keeps the server keeps the log-on; one that takes it away ends it', async (t) => {
  await using server = await wireServer(play)
  await using other = await wireServer(play)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const alice = await lab.client()
  t.equal((await alice.send(get('/secret', 'Authorization: NTLM alice\r\n')).message()).body, 'alice on 1')
  lab.edge.reload(testSetup({ farms: { cas: [server.port] } }))
  t.equal((await alice.send(get('/secret')).message()).body, 'alice on 1')
  lab.edge.reload(testSetup({ farms: { cas: [other.port] } }))
  t.match((await alice.send(get('/secret')).message()).head, /^HTTP\/1\.1 401 /, 'the new server does not know her')
  await server.wires[0]?.end()
  alice.socket.destroy()
})
