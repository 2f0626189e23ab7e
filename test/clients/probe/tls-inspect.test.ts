import { createServer as createTcpServer } from 'node:net'
import { createServer } from 'node:tls'
import t from 'tap'
import { createAuthority, createKeyStore, issue } from '../../../certs/index.ts'
import type { ActionResult } from '../../../clients/types.ts'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

const inspect = (world: World, options: object): Promise<ActionResult> =>
  runAction('tls.inspect', world.context({ as: undefined }), options)

async function worldWith(port: number, server: Parameters<World['serve']>[1]): Promise<World> {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  await world.serve(`203.0.113.10:${port}`, server)
  return world
}

t.test('a certificate that clients accept is told whole, without a request', async (t) => {
  await using world = await createWorld()
  const { certificate, privateKey } = await world.certificate('mail.contoso.com', 'autodiscover.contoso.com')
  let received = 0
  const server = createServer({ cert: certificate, key: privateKey, maxVersion: 'TLSv1.2' }, (socket) => {
    socket.on('data', (chunk) => {
      received += chunk.length
    })
    socket.on('error', () => {})
  })
  await world.serve('203.0.113.10:443', server)
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const result = await inspect(world, { host: 'mail.contoso.com' })
  t.match(result, {
    ok: true,
    summary: 'mail.contoso.com:443 shows a certificate for mail.contoso.com that clients accept.',
    status: undefined,
    facts: {
      names: 'mail.contoso.com, autodiscover.contoso.com',
      issuer: /Bridgehead Test CA/,
      trusted: true,
      protocol: 'TLSv1.2',
    },
    certificate: { names: ['mail.contoso.com', 'autodiscover.contoso.com'], trusted: true },
    requestIds: [],
  })
  t.equal(world.hops.length, 0)
  t.equal(received, 0)
})

t.test(
  'the name asked for may be another than the host; what is shown for it is told although it is refused',
  async (t) => {
    await using world = await createWorld()
    const remote = await world.certificate('remote.contoso.com')
    const asked: string[] = []
    const server = createServer({
      cert: remote.certificate,
      key: remote.privateKey,
      SNICallback(name, done) {
        asked.push(name)
        done(null)
      },
    })
    server.on('tlsClientError', () => {})
    await world.serve('203.0.113.10:8443', server)
    const here = { host: '203.0.113.10', port: 8443 }
    t.match(await inspect(world, { ...here, name: 'remote.contoso.com' }), { ok: true, facts: { trusted: true } })
    t.match(await inspect(world, { ...here, name: 'mail.contoso.com' }), {
      ok: false,
      cause: 'tls-name-mismatch',
      summary:
        'The certificate that 203.0.113.10:8443 shows for mail.contoso.com is for remote.contoso.com, not for mail.contoso.com.',
      facts: { names: 'remote.contoso.com', trusted: true },
      certificate: { names: ['remote.contoso.com'] },
    })
    t.same(asked, ['remote.contoso.com', 'mail.contoso.com'])
  },
)

t.test('a stranger’s authority is not trusted, a server without TLS is no TLS, and nothing is nothing', async (t) => {
  const stranger = await createAuthority({ commonName: 'A Stranger', keyStore: createKeyStore() })
  const { certificate, privateKey } = await issue(stranger, { names: ['mail.contoso.com'], slot: 'test tls.inspect' })
  const tls = createServer({ cert: certificate, key: privateKey })
  tls.on('tlsClientError', () => {})
  await using world = await worldWith(443, tls)
  await world.serve(
    '203.0.113.10:25',
    createTcpServer((socket) => socket.on('error', () => {}).end('220 mail.contoso.com ESMTP\r\n')),
  )
  t.match(await inspect(world, { host: 'mail.contoso.com' }), {
    ok: false,
    cause: 'tls-untrusted',
    summary: /is signed by .*A Stranger, which is not trusted here\.$/,
    facts: { issuer: /A Stranger/, trusted: false },
    certificate: { trusted: false },
  })
  t.match(await inspect(world, { host: 'mail.contoso.com', port: 25 }), {
    ok: false,
    cause: 'tls-handshake',
    certificate: undefined,
  })
  t.match(await inspect(world, { host: 'mail.contoso.com', port: 8443 }), { ok: false, cause: 'connect-refused' })
  t.match(await inspect(world, { host: 'nowhere.contoso.com' }), { ok: false, cause: 'name-not-found' })
})
