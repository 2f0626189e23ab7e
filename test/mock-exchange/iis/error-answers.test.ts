import t from 'tap'
import { ask, basic } from '../support/client.ts'
import { echoModules } from '../support/echo-modules.ts'
import { rawClient } from '../support/raw-http.ts'
import { startServers } from '../support/servers.ts'

const modules = echoModules({
  Autodiscover: {
    backEnd(app) {
      app.get('/autodiscover/thing/:id', async () => 'thing')
      app.post('/autodiscover/thing/:id', async () => 'thing')
    },
  },
})
const servers = await startServers({
  modules,
  cas1: '    vdirs: { Autodiscover: { sslFlags: None }, EWS: { authentication: [basic] } }',
})
t.teardown(() => servers[Symbol.asyncDispose]())

let asked = 0
async function get(path: string, options: { method?: string; body?: string } = {}) {
  const id = `error ${++asked}`
  const headers = { ...basic('alice', 'Pässword:1'), 'client-request-id': id }
  const answer = await ask({ port: servers.port('cas1', 443), trust: servers.certificate, path, headers, ...options })
  return { ...answer, hop: await servers.hop(({ requestId, hop }) => requestId === id && hop === 'front-end') }
}

t.test('request filtering refuses what is too long, and says which with its sub-status', async (t) => {
  t.match(await get(`/Autodiscover/${'x'.repeat(4_100)}`), { status: 404, hop: { subStatus: 14 } })
  t.match(await get(`/Autodiscover/thing/1?${'x'.repeat(2_049)}`), { status: 404, hop: { subStatus: 15 } })
  t.equal((await get(`/Autodiscover/thing/1?${'x'.repeat(2_048)}`)).status, 200)
})

t.test('ASP.NET refuses long paths of owa and EWS with 400', async (t) => {
  const path = (vdir: string, length: number): string => `/${vdir}/`.padEnd(length, 'x')
  t.match(await get(path('owa', 501)), { status: 400, hop: { detail: /maxUrlLength of owa, 500/ } })
  t.match(await get(path('EWS', 2_049)), { status: 400, hop: { detail: /maxUrlLength of EWS, 2048/ } })
  t.equal((await get(path('EWS', 2_048))).status, 200)
  t.equal((await get(path('ecp', 2_049))).status, 200)
})

t.test('a method that the path does not take is 405 and names those it does; an unknown path is 404.0', async (t) => {
  const other = await get('/Autodiscover/thing/1', { method: 'PUT', body: '' })
  t.equal(other.status, 405)
  t.same(other.header('allow')?.split(', ').sort(), ['GET', 'HEAD', 'POST'])
  t.match(other.body, 'HTTP verb used to access this page is not allowed')
  t.match(await get('/Autodiscover/nothing'), { status: 404, body: /404 - File or directory not found/ })
  t.match(await get('/no-such-vdir/x'), { status: 404, hop: { subStatus: 0 } })
})

t.test('a POST that does not say how long it is gets 411 from HTTP.sys', async (t) => {
  const client = rawClient(servers.port('cas1', 80))
  client.write('POST /Autodiscover/thing/1 HTTP/1.1\r\nHost: mail.contoso.com\r\n\r\n')
  const answer = await client.closed()
  t.match(answer, /^HTTP\/1\.1 411 Length Required\r\n/)
  t.match(answer, 'Server: Microsoft-HTTPAPI/2.0\r\n')
  t.match(answer, 'Content-Length: 344\r\n')
})

t.test('a path that cannot be one gets 400 from HTTP.sys', async (t) => {
  const client = rawClient(servers.port('cas1', 80))
  client.write('GET /owa/%00 HTTP/1.1\r\nHost: mail.contoso.com\r\n\r\n')
  t.match(await client.closed(), /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*Bad Request - Invalid URL/)
})

t.test('a stopped pool gets the page of HTTP.sys', async (t) => {
  const mend = servers.cas1.inject({ kind: 'pool-stopped', vdir: 'OAB' })
  const answer = await get('/OAB/x')
  t.match(answer, { status: 503, body: /HTTP Error 503\. The service is unavailable\./ })
  t.equal(answer.header('content-length'), '326')
  mend()
})

t.test('the id of the request comes back to those who ask for it', async (t) => {
  const send = (headers: Record<string, string>) =>
    ask({ port: servers.port('cas1', 443), trust: servers.certificate, path: '/EWS/x', headers })
  const id = { 'client-request-id': '6d1b9d1e-0000-4000-8000-000000000001' }
  t.equal((await send(id)).header('client-request-id'), undefined)
  t.equal(
    (await send({ ...id, 'return-client-request-id': 'true' })).header('client-request-id'),
    id['client-request-id'],
  )
})
