import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { ask, basic } from './support/client.ts'
import { startServers } from './support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())

t.test('one request leaves a record at each hop, joined by its client-request-id', async (t) => {
  await ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    method: 'POST',
    path: '/AutoDiscover/x',
    headers: { ...basic('bob', "Bob's secret"), Cookie: 'a=secret', 'client-request-id': 'trace' },
    body: 'twelve bytes',
  })
  const hops = await waitUntil(
    () => {
      const found = servers.hops.filter(({ requestId }) => requestId === 'trace')
      return found.length === 2 && found
    },
    { what: 'both records' },
  )
  const [back, front] = [...hops].sort((one, other) => one.hop.localeCompare(other.hop))
  const common = {
    method: 'POST',
    target: '/AutoDiscover/x',
    scheme: 'https',
    status: 200,
    requestBytes: 12,
    identity: 'CONTOSO\\bob',
  }
  t.match(front, { ...common, hop: 'front-end', host: 'cas1', authority: 'mail.contoso.com', connection: 1 })
  t.match(back, { ...common, hop: 'back-end', host: 'cas2', authority: 'cas2.contoso.com:444', connection: 1 })
  t.ok((front?.responseBytes ?? 0) > 0)
  t.equal(front?.responseBytes, back?.responseBytes)
  t.ok((front?.milliseconds ?? 0) >= 0)
  t.equal(front?.cause, undefined)
  t.notMatch(JSON.stringify(hops), /secret|Qm9i/, 'nothing secret is kept')
})

t.test('connections are counted for each hop', async (t) => {
  for (const id of ['a', 'b']) {
    await ask({
      port: servers.port('cas2', 80),
      path: '/rpc/x',
      headers: { connection: 'close', 'client-request-id': id },
    })
  }
  const [a, b] = await Promise.all(['a', 'b'].map((id) => servers.hop(({ requestId }) => requestId === id)))
  t.same([a?.connection, b?.connection], [1, 2])
})
