import t from 'tap'
import { vdirModules } from '../../../mock-exchange/vdirs/index.ts'
import { ask } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers({ modules: vdirModules })
t.teardown(() => servers[Symbol.asyncDispose]())

const envelope =
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><x xmlns="urn:x"/></soap:Body></soap:Envelope>'
const post = (path: string, body = envelope, type = 'text/xml; charset=utf-8') =>
  ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    method: 'POST',
    path,
    headers: { 'content-type': type },
    body,
  })

const paths = ['/EWS/Exchange.asmx/wssecurity', '/Autodiscover/Autodiscover.svc/WSSecurity']

t.test('without any log-on by HTTP it says in SOAP that the security header is missing', async (t) => {
  for (const path of paths) {
    const answer = await post(path)
    t.equal(answer.status, 500, path)
    t.equal(answer.header('content-type'), 'text/xml; charset=utf-8')
    t.match(answer.body, /<faultcode [^>]*>a:InvalidSecurity<\/faultcode>.*An error occurred when verifying security/)
    t.same(answer.all('www-authenticate'), [])
  }
})

t.test('what is no envelope is refused, DTDs too', async (t) => {
  for (const [body, type, status] of [
    ['nonsense', 'text/xml', 400],
    ['<x/>', 'text/xml', 400],
    [`<!DOCTYPE x [<!ENTITY a "a">]>${envelope}`, 'text/xml', 400],
    [envelope, 'application/json', 415],
  ] as const) {
    t.equal((await post(paths[0] ?? '', body, type)).status, status, body.slice(0, 20))
  }
})

t.test('the service beside it wants its log-on, and other methods are not taken', async (t) => {
  t.equal((await post('/EWS/Exchange.asmx')).status, 401)
  const get = await ask({ port: servers.port('cas1', 443), trust: servers.certificate, path: paths[0] ?? '' })
  t.equal(get.status, 405)
  t.equal(get.header('allow'), 'POST')
})

t.test('without anonymous access in effect it is closed', async (t) => {
  servers.cas1.setVdir('EWS', { authentication: ['windows'] })
  servers.cas1.recycle(servers.cas1.poolOf('EWS'))
  t.equal((await post('/EWS/Exchange.asmx/wssecurity')).status, 401)
})
