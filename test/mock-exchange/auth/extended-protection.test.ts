import { X509Certificate } from 'node:crypto'
import t, { type Test } from 'tap'
import { channelBindingOf } from '../../../protocols/ntlm/index.ts'
import type { ExtendedProtection } from '../../../topology/schema/exchange.ts'
import { selfSigned } from '../support/certificates.ts'
import { type Answer, ask, basic } from '../support/client.ts'
import { handshake, oneConnection } from '../support/ntlm-client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers({ cas1: '    vdirs: { EWS: { sslFlags: None, authentication: [basic, windows] } }' })
t.teardown(() => servers[Symbol.asyncDispose]())

const bindingOf = (pem: string): Buffer => channelBindingOf(new X509Certificate(pem).raw) ?? Buffer.alloc(0)
const own = bindingOf(servers.certificate)
const balancers = bindingOf(selfSigned(['mail.contoso.com']).certificate)

let asked = 0
interface LogOn {
  readonly binding?: Buffer
  readonly plain?: boolean
  readonly spnego?: boolean
}

async function logOn({ binding, plain = false, spnego = false }: LogOn): Promise<Answer & { readonly id: string }> {
  const agent = oneConnection(!plain)
  const id = `ep ${++asked}`
  const get = (headers: Record<string, string>): Promise<Answer> =>
    ask({
      port: servers.port('cas1', plain ? 80 : 443),
      ...(plain ? {} : { trust: servers.certificate }),
      path: '/EWS/x',
      headers: { ...headers, 'client-request-id': id },
      agent,
    })
  const { first, second } = handshake({
    user: 'alice',
    password: 'Pässword:1',
    spnego,
    ...(binding === undefined ? {} : { channelBinding: binding }),
  })
  const answer = await get(second(await get(first)))
  agent.destroy()
  return { ...answer, id }
}

/** The server's record of the last leg. */
const refusal = (id: string) => servers.hop((hop) => hop.requestId === id && hop.cause !== undefined)

function set(extendedProtection: ExtendedProtection): void {
  servers.cas1.setVdir('EWS', { extendedProtection })
  servers.cas1.recycle(servers.cas1.poolOf('EWS'))
}

async function statuses(t: Test, mode: ExtendedProtection, expected: Record<string, [LogOn, number]>): Promise<void> {
  set(mode)
  for (const [name, [options, status]] of Object.entries(expected)) {
    t.equal((await logOn(options)).status, status, `${mode}: ${name}`)
  }
}

t.test('None looks at no binding', async (t) => {
  await statuses(t, 'None', {
    'another certificate': [{ binding: balancers }, 200],
    'no binding': [{}, 200],
    'over plain HTTP': [{ binding: balancers, plain: true }, 200],
  })
})

t.test('Allow: a binding that is there must be the right one', async (t) => {
  await statuses(t, 'Allow', {
    'the own certificate': [{ binding: own }, 200],
    'the same within SPNEGO': [{ binding: own, spnego: true }, 200],
    'no binding': [{}, 200],
    'zeros, which are no binding': [{ binding: Buffer.alloc(16) }, 200],
    'another certificate': [{ binding: balancers }, 401],
    'the same in SPNEGO': [{ binding: balancers, spnego: true }, 401],
    'over plain HTTP with a binding': [{ binding: own, plain: true }, 401],
    'over plain HTTP without': [{ plain: true }, 200],
  })
})

t.test('Require: it must be there, too, so that plain HTTP never will do', async (t) => {
  await statuses(t, 'Require', {
    'the own certificate': [{ binding: own }, 200],
    'no binding': [{}, 401],
    'another certificate': [{ binding: balancers }, 401],
    'over plain HTTP with a binding': [{ binding: own, plain: true }, 401],
    'over plain HTTP without': [{ plain: true }, 401],
  })
})

t.test('a refusal offers the schemes again and says in the log what was wrong', async (t) => {
  const other = await logOn({ binding: balancers })
  t.same(other.all('www-authenticate'), ['Negotiate', 'NTLM', 'Basic realm="mail.contoso.com"'])
  t.match(await refusal(other.id), {
    status: 401,
    subStatus: 1,
    cause: 'extended-protection',
    detail:
      /^Extended Protection \(Require\) refused CONTOSO\\alice: the channel binding of the client is of another TLS session, and this server showed CN=mail\.contoso\.com \(SHA-256 [0-9a-f]{16}…\)$/,
  })
  const none = await logOn({})
  t.match(await refusal(none.id), { detail: /the client sent no channel binding, and this server showed CN=/ })
  const plain = await logOn({ binding: own, plain: true })
  t.match(await refusal(plain.id), { detail: /this server was reached over plain HTTP/ })
})

t.test('a connection that is logged on without a binding is not where one is required', async (t) => {
  set('Require')
  const agent = oneConnection(true)
  const get = (path: string, headers: Record<string, string> = {}) =>
    ask({ port: servers.port('cas1', 443), trust: servers.certificate, path, headers, agent })
  const { first, second } = handshake({ user: 'alice', password: 'Pässword:1', channelBinding: balancers })
  t.equal((await get('/Autodiscover/x', second(await get('/Autodiscover/x', first)))).status, 200)
  t.equal((await get('/Autodiscover/x')).status, 200, 'the connection is logged on')
  t.equal((await get('/EWS/x', { 'client-request-id': 'other vdir' })).status, 401)
  t.match(await servers.hop(({ requestId }) => requestId === 'other vdir'), {
    subStatus: 1,
    cause: 'extended-protection',
  })
  t.equal((await get('/Autodiscover/x')).status, 200, 'and stays so')
  agent.destroy()
})

t.test('a wrong password is a wrong password all the same, and Basic has no binding', async (t) => {
  const agent = oneConnection(true)
  const common = { port: servers.port('cas1', 443), trust: servers.certificate, path: '/EWS/x', agent }
  const { first, second } = handshake({ user: 'alice', password: 'guess', channelBinding: own })
  const challenge = await ask({ ...common, headers: first })
  const answer = await ask({ ...common, headers: { ...second(challenge), 'client-request-id': 'guess' } })
  t.equal(answer.status, 401)
  const hop = await servers.hop(({ requestId }) => requestId === 'guess')
  t.match(hop, { detail: /wrong-credentials/ })
  t.equal(hop.cause, undefined)
  t.equal((await ask({ ...common, headers: basic('alice', 'Pässword:1') })).status, 200)
  agent.destroy()
})

t.test('the setting waits for a recycle, and new certificates are bound to at once', async (t) => {
  servers.cas1.setVdir('EWS', { extendedProtection: 'None' })
  t.equal((await logOn({})).status, 401)
  set('Require')
  const renewed = selfSigned(['mail.contoso.com'])
  servers.cas1.setCertificate(renewed)
  const agent = oneConnection(true)
  const common = { port: servers.port('cas1', 443), trust: renewed.certificate, path: '/EWS/x', agent }
  const { first, second } = handshake({
    user: 'alice',
    password: 'Pässword:1',
    channelBinding: bindingOf(renewed.certificate),
  })
  t.equal((await ask({ ...common, headers: second(await ask({ ...common, headers: first })) })).status, 200)
  agent.destroy()
})
