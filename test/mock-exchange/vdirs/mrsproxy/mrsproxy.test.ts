import type { Agent } from 'node:http'
import t from 'tap'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { type Answer, ask, basic } from '../../support/client.ts'
import { handshake, oneConnection } from '../../support/ntlm-client.ts'
import { type Servers, startServers } from '../../support/servers.ts'

const query =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><ExchangeVersionInformation xmlns="urn:bridgehead:mrsproxy:stand-in"/></s:Body></s:Envelope>'

interface Call {
  readonly secure?: boolean
  readonly path?: string
  readonly body?: string
  readonly headers?: Record<string, string>
}

/** Posts with the legs of NTLM on one connection. */
async function mover(servers: Servers, { secure = true, path = '/EWS/mrsproxy.svc', body = query }: Call = {}) {
  const agent: Agent = oneConnection(secure)
  const send = (headers: Record<string, string>, text = ''): Promise<Answer> =>
    ask({
      port: servers.port('cas1', secure ? 443 : 80),
      ...(secure ? { trust: servers.certificate } : {}),
      method: 'POST',
      path,
      agent,
      headers: { 'content-type': 'application/soap+xml; charset=utf-8', ...headers },
      body: text,
    })
  try {
    const legs = handshake({ user: 'alice', password: 'Pässword:1' })
    return await send(legs.second(await send(legs.first)), body)
  } finally {
    agent.destroy()
  }
}

const enabled = '    vdirs: { EWS: { mrsProxyEnabled: true, authentication: [basic, windows] } }'

t.test('disabled, as it is by default, it answers 403 to whoever is logged on', async (t) => {
  await using servers = await startServers({ modules: [ews] })
  t.equal((await mover(servers)).status, 403)
  t.equal((await mover(servers, { path: '/ews/MRSProxy.svc?wsdl' })).status, 403, 'no spelling gets around it')
  t.equal((await mover(servers, { path: '/EWS/x/../mrsproxy%2Esvc' })).status, 403)
})

t.test('enabled, and once its pool is recycled, it answers over TLS', async (t) => {
  await using servers = await startServers({ modules: [ews] })
  servers.cas1.setVdir('EWS', { mrsProxyEnabled: true })
  t.equal((await mover(servers)).status, 403, 'set, not in effect')
  servers.cas1.recycle('MSExchangeServicesAppPool')
  const answer = await mover(servers)
  t.equal(answer.status, 200)
  t.match(answer.header('content-type'), /^application\/soap\+xml/)
  t.match(answer.body, /<Server>cas1\.contoso\.com<\/Server><Version>15\.0\.1497\.2<\/Version>/)
})

t.test('it takes Windows authentication only, whatever else EWS takes', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const common = { port: servers.port('cas1', 443), trust: servers.certificate, method: 'POST' }
  const headers = { 'content-type': 'application/soap+xml', ...basic('alice', 'Pässword:1') }
  const refused = await ask({ ...common, path: '/EWS/mrsproxy.svc', headers, body: query })
  t.same([refused.status, refused.all('www-authenticate')], [401, ['Negotiate', 'NTLM']])
  const exchange = await ask({ ...common, path: '/EWS/Exchange.asmx' })
  t.same(exchange.all('www-authenticate'), ['Negotiate', 'NTLM', 'Basic realm="mail.contoso.com"'])
})

t.test('offloaded TLS is refused: 403.4 while SSL is required, and no endpoint once it is not', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const plain = { port: servers.port('cas1', 80), method: 'POST', path: '/EWS/mrsproxy.svc' }
  t.equal((await ask(plain)).status, 403)
  servers.cas1.setVdir('EWS', { sslFlags: 'None' })
  servers.cas1.recycle('MSExchangeServicesAppPool')
  t.equal((await mover(servers, { secure: false })).status, 404)
  t.equal((await mover(servers)).status, 200, 'bridged it works on')
})

t.test('another message than the query is a fault', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const fault = await mover(servers, { body: '<x/>' })
  t.equal(fault.status, 500)
  t.match(fault.body, /<s:Fault>/)
})
