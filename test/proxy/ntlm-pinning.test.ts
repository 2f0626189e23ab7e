import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { type Wire, wireServer } from './wire.ts'

const get = (credentials?: string) =>
  `GET / HTTP/1.1\r\nHost: a\r\n${credentials === undefined ? '' : `Authorization: ${credentials}\r\n`}\r\n`

// As IIS does it: the connection is challenged, then belongs to the user, whoever's requests come on it.
async function ntlm(wire: Wire): Promise<void> {
  let user: string | undefined
  for (;;) {
    const [, credentials] = /^Authorization: (.*)\r$/m.exec(await wire.head()) ?? []
    if (credentials?.startsWith('NTLM user:')) user = credentials.slice('NTLM user:'.length)
    if (user !== undefined) wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${user.length}\r\n\r\n${user}`)
    else if (credentials === 'NTLM hello') {
      wire.send('HTTP/1.1 401 U\r\nWWW-Authenticate: NTLM challenge\r\nContent-Length: 0\r\n\r\n')
    } else {
      wire.send(
        'HTTP/1.1 401 U\r\nWWW-Authenticate: Negotiate\r\nX: y\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n',
      )
    }
  }
}

t.test('two users never share a server connection, however their requests are mixed', async (t) => {
  await using server = await wireServer(ntlm)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const alice = await lab.client()
  const bob = await lab.client()
  t.match(
    await alice.send(get()).head(),
    /WWW-Authenticate: Negotiate\r\nX: y\r\nWWW-Authenticate: NTLM\r\n/,
    'in order',
  )
  await bob.send(get()).head()
  t.match(await alice.send(get('NTLM hello')).head(), /NTLM challenge/)
  await bob.send(get('NTLM hello')).head()
  t.equal((await alice.send(get('NTLM user:alice')).message()).body, 'alice')
  t.equal((await bob.send(get('NTLM user:bob')).message()).body, 'bob')
  for (let count = 0; count < 3; count++) {
    t.equal((await alice.send(get()).message()).body, 'alice')
    t.equal((await bob.send(get()).message()).body, 'bob')
  }
  const connections = Map.groupBy(lab.records, ({ connection }) => connection)
  t.same(
    Array.from(connections.values(), (records) => [...new Set(records.map(({ edge }) => edge?.serverConnection))]),
    [[1], [2]],
    'one server connection for each client, from the first challenge on',
  )
  alice.socket.destroy()
  bob.socket.destroy()
})

t.test('credentials in the first request bind too; a third client gets a connection of its own', async (t) => {
  await using server = await wireServer(ntlm)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const alice = await lab.client()
  t.equal((await alice.send(get('NTLM user:alice')).message()).body, 'alice')
  const carol = await lab.client()
  t.match(await carol.send(get()).head(), /^HTTP\/1\.1 401/, 'not taken for alice')
  t.match(await lab.record(2), { edge: { serverConnection: 2 } })
  alice.socket.destroy()
  carol.socket.destroy()
})

t.test('client and server connection close together', async (t) => {
  await using server = await wireServer(ntlm)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const alice = await lab.client()
  await alice.send(get('NTLM user:alice')).message()
  alice.socket.destroy()
  await waitUntil(() => server.wires[0]?.ended, { what: 'the server connection to close after its client' })

  const bob = await lab.client()
  await bob.send(get('NTLM user:bob')).message()
  server.wires[1]?.socket.end()
  t.equal(await bob.end(), '', 'the client is not left in the belief that it is still logged on')
  bob.socket.destroy()
})

t.test('Basic credentials bind nothing', async (t) => {
  await using server = await wireServer(async (wire) => {
    for (;;) {
      await wire.head()
      wire.send('HTTP/1.1 200 OK\r\nWWW-Authenticate: Basic realm="Negotiate"\r\nContent-Length: 0\r\n\r\n')
    }
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  for (const number of [1, 2]) {
    const client = await lab.client()
    await client.send(get('Basic YWxpY2U6TlRMTQ==')).head()
    t.match(await lab.record(number), { edge: { serverConnection: 1 } })
    client.socket.destroy()
  }
})

t.test('a pinned connection that closes does not take away the answer of another farm', async (t) => {
  // Regression: the client's connection was closed at once.
  await using server = await wireServer(ntlm)
  await using other = await wireServer(async (wire) => {
    await wire.head()
    await server.wires[0]?.end()
    wire.send('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother')
  })
  const farms = { cas: [server.port], other: [other.port] }
  await using lab = await startTestEdge({ rules: ['* /other -> other', '* -> cas'], farms })
  const alice = await lab.client()
  await alice.send(get('NTLM user:alice')).message()
  alice.send('GET /other HTTP/1.1\r\nHost: a\r\n\r\n')
  await waitUntil(() => other.wires.length === 1, { what: 'the request at the other farm' })
  server.wires[0]?.socket.end()
  t.equal((await alice.message()).body, 'other')
  t.equal(await alice.end(), '', 'then the client is told that its log-on is gone')
  alice.socket.destroy()
})
