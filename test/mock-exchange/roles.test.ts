import t from 'tap'
import { ask, basic } from './support/client.ts'
import { echoModules } from './support/echo-modules.ts'
import { startServers } from './support/servers.ts'

t.test('a Client Access server has the Default Web Site and relays to mailbox servers', async (t) => {
  await using servers = await startServers({ cas1: '    roles: [client-access]', alice: 'cas2' })
  t.same(
    servers.cas1.sockets.map(({ endpoint, tls }) => [endpoint.port, tls]),
    [
      [80, false],
      [443, true],
      [25, false],
      [587, false],
    ],
  )
  const answer = await ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    path: '/Autodiscover/x',
    headers: basic('alice', 'Pässword:1'),
  })
  t.equal(answer.header('x-feserver'), 'CAS1')
  t.equal(answer.header('x-beserver'), 'CAS2')
})

t.test('a mailbox server has Exchange Back End only', async (t) => {
  await using servers = await startServers({ cas1: '    roles: [mailbox]' })
  t.same(
    servers.cas1.sockets.map(({ endpoint, tls }) => [endpoint.port, tls]),
    [
      [81, false],
      [444, true],
    ],
  )
})

t.test('a request for nobody goes to the mailbox role of the server itself, or to any', async (t) => {
  for (const [roles, backEnd] of [
    ['[client-access, mailbox]', 'CAS1'],
    ['[client-access]', 'CAS2'],
  ] as const) {
    const modules = echoModules({ owa: { isPublic: () => true } })
    await using servers = await startServers({ cas1: `    roles: ${roles}`, alice: 'cas2', modules })
    const answer = await ask({ port: servers.port('cas1', 443), trust: servers.certificate, path: '/owa/public' })
    t.equal(answer.header('x-beserver'), backEnd)
  }
})
