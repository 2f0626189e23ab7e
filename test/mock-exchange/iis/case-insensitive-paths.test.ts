import t from 'tap'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())
const get = (path: string, method = 'GET') =>
  ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    path,
    method,
    headers: basic('alice', 'Pässword:1'),
  })

t.test('paths are matched without regard to case, and reach the back end as written', async (t) => {
  for (const path of ['/Autodiscover/Autodiscover.xml', '/AUTODISCOVER/x?Keep=This', '/autoDiscover/%41bc']) {
    const echo = (await get(path)).echo()
    t.equal(echo.vdir, 'Autodiscover')
    t.equal(echo.url, path)
  }
})

t.test('dot segments and encoded letters name the vdir that they lead to', async (t) => {
  t.equal((await get('/nothing/../autodiscover/x')).status, 200)
  t.equal((await get('/%61utodiscover/x')).status, 200)
  t.equal((await get('/autodiscover/../nothing')).status, 404)
})

t.test('/RpcWithCert is the vdir Rpc', async (t) => {
  t.equal((await get('/RpcWithCert/healthcheck.htm')).status, 200)
})

t.test('a vdir ends at a slash', async (t) => {
  t.equal((await get('/autodiscoverx/y')).status, 404)
})

t.test('what cannot be decoded is refused by HTTP.sys', async (t) => {
  for (const path of ['/owa/%', '/owa/%ff', '/owa/%00']) {
    const answer = await get(path)
    t.equal(answer.status, 400, path)
    t.equal(answer.header('server'), 'Microsoft-HTTPAPI/2.0')
  }
})
