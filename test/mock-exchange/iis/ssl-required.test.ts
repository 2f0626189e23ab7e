import t from 'tap'
import { vdirNames } from '../../../topology/schema/exchange.ts'
import { ask } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())
const plain = servers.port('cas1', 80)

t.test('plain HTTP where SSL is required gets an empty 403, logged as 403.4', async (t) => {
  const answer = await ask({ port: plain, path: '/owa/', headers: { 'client-request-id': 'plain' } })
  t.equal(answer.status, 403)
  t.equal(answer.body, '')
  t.equal(answer.header('content-length'), '0')
  t.equal(answer.header('server'), 'Microsoft-IIS/8.5')
  t.equal(answer.header('x-feserver'), undefined, 'dies before the managed pipeline')
  t.match(await servers.hop((hop) => hop.requestId === 'plain'), { status: 403, subStatus: 4, scheme: 'http' })
})

t.test('healthcheck.htm gets it too, at every vdir but /Rpc and /PowerShell', async (t) => {
  for (const vdir of vdirNames) {
    const { status } = await ask({ port: plain, path: `/${vdir}/healthcheck.htm` })
    t.equal(status, vdir === 'Rpc' || vdir === 'PowerShell' ? 200 : 403, vdir)
  }
})

t.test('so do the root and unknown paths, which the site itself covers', async (t) => {
  for (const path of ['/', '/nothing', '/owa2/']) t.equal((await ask({ port: plain, path })).status, 403, path)
})

t.test('Exchange Back End answers 403 on port 81 with the page of IIS', async (t) => {
  const answer = await ask({ port: servers.port('cas1', 81), path: '/owa/' })
  t.equal(answer.status, 403)
  t.match(answer.body, '403 - Forbidden: Access is denied.')
})

t.test('over TLS nothing is refused for that reason', async (t) => {
  const tls = { port: servers.port('cas1', 443), trust: servers.certificate }
  t.equal((await ask({ ...tls, path: '/EWS/Exchange.asmx' })).status, 401)
  t.equal((await ask({ ...tls, path: '/nothing' })).status, 404)
  const root = await ask({ ...tls, path: '/' })
  t.match(root, { status: 302 })
  t.equal(root.header('location'), 'https://mail.contoso.com/owa/')
})
