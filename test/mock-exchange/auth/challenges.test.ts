import t from 'tap'
import type { VdirName } from '../../../topology/schema/exchange.ts'
import { ask } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())
const get = (path: string, host?: string) =>
  ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    path,
    headers: { 'client-request-id': path },
    ...(host && { host }),
  })

t.test('each vdir offers its own schemes, one to a line, Negotiate before NTLM before Basic', async (t) => {
  const basic = 'Basic realm="mail.contoso.com"'
  const expected: Partial<Record<VdirName, string[]>> = {
    EWS: ['Negotiate', 'NTLM'],
    Autodiscover: ['Negotiate', 'NTLM', basic],
    'Microsoft-Server-ActiveSync': [basic],
    OAB: ['Negotiate', 'NTLM'],
    mapi: ['Negotiate', 'NTLM'],
    Rpc: ['Negotiate', 'NTLM', basic],
    PowerShell: ['Negotiate', 'Kerberos'],
  }
  for (const [vdir, schemes] of Object.entries(expected)) {
    const answer = await get(`/${vdir}/x`)
    t.equal(answer.status, 401, vdir)
    t.same(answer.all('www-authenticate'), schemes)
    t.equal(answer.body, '')
    t.match(await servers.hop(({ requestId }) => requestId === `/${vdir}/x`), { status: 401, subStatus: 2 })
  }
})

t.test('the realm of Basic is the host that was asked for', async (t) => {
  t.same((await get('/Microsoft-Server-ActiveSync', 'cas1.contoso.com')).all('www-authenticate'), [
    'Basic realm="cas1.contoso.com"',
  ])
})

t.test('the 401 bears the headers of the front end', async (t) => {
  const answer = await get('/EWS/x')
  t.equal(answer.header('server'), 'Microsoft-IIS/8.5')
  t.equal(answer.header('x-feserver'), 'CAS1')
  t.equal(answer.header('x-powered-by'), 'ASP.NET')
  t.match(answer.header('request-id'), /^[0-9a-f-]{36}$/)
  t.equal(answer.header('cache-control'), 'private')
})

t.test('authentication methods take effect like other settings, by recycling', async (t) => {
  servers.cas1.setVdir('EWS', { authentication: ['anonymous', 'basic', 'windows'] })
  t.equal((await get('/EWS/y')).all('www-authenticate').length, 2)
  servers.cas1.recycle(servers.cas1.poolOf('EWS'))
  t.equal((await get('/EWS/y')).all('www-authenticate').length, 3)
})
