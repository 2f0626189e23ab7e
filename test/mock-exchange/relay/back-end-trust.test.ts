import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { createAccessToken } from '../../../mock-exchange/relay/access-token.ts'
import { selfSigned } from '../support/certificates.ts'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const alice = basic('alice', 'Pässword:1')

t.test('the back end serves nobody for whom no front end vouches', async (t) => {
  await using servers = await startServers({ cas1: '    backEndVdirs: { EWS: { sslFlags: None } }' })
  const direct = async (headers: Record<string, string>): Promise<number> =>
    (await ask({ port: servers.port('cas1', 81), path: '/EWS/x', headers })).status
  const token = createAccessToken(undefined, 'cas1.contoso.com')
  t.equal(await direct({}), 401)
  t.equal(await direct(alice), 401)
  t.equal(await direct({ 'x-commonaccesstoken': 'forged.token' }), 401)
  t.equal(
    await direct({ 'x-commonaccesstoken': createAccessToken(undefined, 'cas2.contoso.com') }),
    401,
    'of another server',
  )
  t.equal(await direct({ 'x-commonaccesstoken': `${token.split('.')[0]}.AAAA` }), 401)
  t.equal(await direct({ 'x-commonaccesstoken': token }), 200, 'even over plain HTTP once SSL is not required')
})

t.test('a mailbox server that is down ends the relay with 503 and the cause', async (t) => {
  await using servers = await startServers()
  await servers.cas2[Symbol.asyncDispose]()
  const answer = await ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    path: '/Autodiscover/x',
    headers: { ...basic('bob', "Bob's secret"), 'client-request-id': 'down' },
  })
  t.equal(answer.status, 503)
  t.match(await servers.hop(({ requestId }) => requestId === 'down'), { cause: 'connect-refused' })
})

t.test('a new certificate of the Default Web Site is shown to new connections', async (t) => {
  await using servers = await startServers()
  const fresh = selfSigned(['mail.contoso.com'])
  servers.cas1.setCertificate(fresh)
  const socket = connectTls({
    port: servers.port('cas1', 443),
    host: '127.0.0.1',
    ca: fresh.certificate,
    servername: 'mail.contoso.com',
  })
  await new Promise<void>((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  t.ok(socket.authorized)
  t.equal(socket.getProtocol(), 'TLSv1.2')
  socket.destroy()
})

t.test('on port 444 the Back End site has TLS with its own certificate', async (t) => {
  await using servers = await startServers()
  const socket = connectTls({
    port: servers.port('cas1', 444),
    host: '127.0.0.1',
    ca: servers.backEndCertificate,
    servername: 'cas1.contoso.com',
  })
  socket.end('GET /EWS/ HTTP/1.1\r\nHost: cas1.contoso.com:444\r\nConnection: close\r\n\r\n')
  let text = ''
  for await (const piece of socket) text += String(piece)
  t.match(text, /^HTTP\/1\.1 401 Unauthorized\r\n/)
})
