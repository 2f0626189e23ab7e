import t from 'tap'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())

t.test('a stopped pool gets 503 from HTTP.sys, even where plain HTTP would get 403', async (t) => {
  const mend = servers.cas1.inject({ kind: 'pool-stopped', vdir: 'owa' })
  const stopped = await ask({ port: servers.port('cas1', 80), path: '/owa/' })
  t.equal(stopped.status, 503)
  t.equal(stopped.header('server'), 'Microsoft-HTTPAPI/2.0')
  t.match(stopped.body, 'Service Unavailable')
  t.equal((await ask({ port: servers.port('cas1', 80), path: '/ecp/' })).status, 403, 'another pool')
  mend()
  t.equal((await ask({ port: servers.port('cas1', 80), path: '/owa/' })).status, 403)
})

t.test('the back end of the same pool is stopped with it: the other front end hands its 503 on', async (t) => {
  const throughOther = () =>
    ask({
      port: servers.port('cas2', 443),
      trust: servers.certificate,
      path: '/autodiscover/x',
      headers: basic('alice', 'Pässword:1'),
    })
  const mend = servers.cas1.inject({ kind: 'pool-stopped', vdir: 'Autodiscover' })
  const answer = await throughOther()
  t.equal(answer.status, 503)
  t.equal(answer.header('x-feserver'), 'CAS2')
  t.equal(answer.header('x-calculatedbetarget'), 'cas1.contoso.com')
  mend()
  t.equal((await throughOther()).status, 200)
})
