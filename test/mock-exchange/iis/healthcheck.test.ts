import t from 'tap'
import { vdirNames } from '../../../topology/schema/exchange.ts'
import { ask } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())
const probe = (vdir: string, method = 'GET') =>
  ask({ port: servers.port('cas2', 443), trust: servers.certificate, path: `/${vdir}/HealthCheck.htm`, method })

t.test('every vdir has the page, without log-on', async (t) => {
  for (const vdir of vdirNames) {
    const answer = await probe(vdir)
    t.equal(answer.status, 200, vdir)
    t.equal(answer.body, '200 OK<br/>cas2.contoso.com')
    t.equal(answer.header('x-feserver'), 'CAS2')
  }
})

t.test('HEAD is answered without a body', async (t) => {
  t.match(await probe('owa', 'HEAD'), { status: 200, body: '' })
})

t.test('a component that is offline does not answer 200, and the others do', async (t) => {
  const mend = servers.cas2.inject({ kind: 'component-offline', vdir: 'EWS' })
  const mendToo = servers.cas2.inject({ kind: 'component-offline', vdir: 'EWS' })
  t.equal((await probe('EWS')).status, 503)
  t.equal((await probe('owa')).status, 200)
  mend()
  mend()
  t.equal((await probe('EWS')).status, 503, 'one of two is left')
  mendToo()
  t.equal((await probe('EWS')).status, 200)
})
