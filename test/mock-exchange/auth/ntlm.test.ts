import type { Agent } from 'node:http'
import t from 'tap'
import { unwrapSpnego } from '../../../protocols/ntlm/index.ts'
import { encodeAuthenticate } from '../../../protocols/ntlm/messages.ts'
import { type Answer, ask } from '../support/client.ts'
import { type Handshake, handshake, oneConnection } from '../support/ntlm-client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())
const alice = { user: 'alice', password: 'Pässword:1' }

const get = (agent: Agent, headers: Record<string, string> = {}): Promise<Answer> =>
  ask({ port: servers.port('cas1', 443), trust: servers.certificate, path: '/EWS/x', headers, agent })

async function logOn(agent: Agent, options: Handshake): Promise<Answer> {
  const { first, second } = handshake(options)
  return get(agent, second(await get(agent, first)))
}

t.test('the second leg carries one challenge and nothing else', async (t) => {
  const agent = oneConnection(true)
  const answer = await get(agent, { ...handshake(alice).first, 'client-request-id': 'leg' })
  t.equal(answer.status, 401)
  t.match(answer.all('www-authenticate'), [/^NTLM TlRMTVNTUAACAAAA/])
  t.equal(answer.all('www-authenticate').length, 1)
  t.match(await servers.hop(({ requestId }) => requestId === 'leg'), { status: 401, subStatus: 1 })
  agent.destroy()
})

t.test('every way to send it logs on: raw, under Negotiate, within SPNEGO, with keys, without MIC', async (t) => {
  const ways: Record<string, Partial<Handshake>> = {
    raw: {},
    'raw under Negotiate': { scheme: 'Negotiate' },
    SPNEGO: { spnego: true },
    'key exchange': { keyExchange: true },
    'no MIC': { mic: false },
    'no domain': { domain: '' },
    'DNS domain': { domain: 'contoso.com' },
    UPN: { user: 'Alice@CONTOSO.com', domain: '' },
    'a channel binding of another certificate': { channelBinding: Buffer.alloc(16, 7) },
  }
  for (const [way, options] of Object.entries(ways)) {
    const agent = oneConnection(true)
    const answer = await logOn(agent, { ...alice, ...options })
    t.equal(answer.status, 200, way)
    t.equal(answer.echo().identity, 'CONTOSO\\alice')
    t.equal(answer.header('persistent-auth'), 'true')
    agent.destroy()
  }
})

t.test('SPNEGO is told that it is over', async (t) => {
  const agent = oneConnection(true)
  const [scheme, token = ''] =
    (await logOn(agent, { ...alice, spnego: true })).header('www-authenticate')?.split(' ') ?? []
  t.equal(scheme, 'Negotiate')
  t.equal(unwrapSpnego(Buffer.from(token, 'base64')).state, 'accept-completed')
  agent.destroy()
})

t.test('the connection stays logged on, and no other is', async (t) => {
  const agent = oneConnection(true)
  const other = oneConnection(true)
  await logOn(agent, alice)
  t.equal((await get(agent)).echo().identity, 'CONTOSO\\alice', 'without any Authorization')
  t.equal((await get(other)).status, 401)
  await logOn(other, { user: 'bob', password: "Bob's secret" })
  t.equal((await get(other)).echo().identity, 'CONTOSO\\bob')
  t.equal((await get(agent)).echo().identity, 'CONTOSO\\alice')
  agent.destroy()
  other.destroy()
})

t.test('a type 3 message on another connection is refused', async (t) => {
  const agent = oneConnection(true)
  const other = oneConnection(true)
  const { first, second } = handshake(alice)
  const type3 = second(await get(agent, first))
  const answer = await get(other, { ...type3, 'client-request-id': 'stray' })
  t.equal(answer.status, 401)
  t.same(answer.all('www-authenticate'), ['Negotiate', 'NTLM'])
  t.match(await servers.hop(({ requestId }) => requestId === 'stray'), { detail: /no challenge/ })
  agent.destroy()
  other.destroy()
})

t.test('a challenge is good for one answer', async (t) => {
  const agent = oneConnection(true)
  const { first, second } = handshake(alice)
  const type3 = second(await get(agent, first))
  t.equal((await get(agent, type3)).status, 200)
  t.equal((await get(agent, type3)).status, 401)
  t.equal((await get(agent)).status, 401, 'and who failed is logged on no more')
  agent.destroy()
})

t.test('wrong passwords, unknown users, other domains and junk get 401 with fresh schemes', async (t) => {
  const wrong: Handshake[] = [
    { user: 'alice', password: 'guess' },
    { user: 'carol', password: 'Pässword:1' },
    { ...alice, domain: 'FABRIKAM' },
    { ...alice, password: "Bob's secret" },
  ]
  for (const options of wrong) {
    const agent = oneConnection(true)
    const answer = await logOn(agent, options)
    t.equal(answer.status, 401)
    t.same(answer.all('www-authenticate'), ['Negotiate', 'NTLM'])
    agent.destroy()
  }
  const agent = oneConnection(true)
  for (const token of ['', 'xyz', 'TlRMTVNTUAAJAAAA', 'YAA=']) {
    t.equal((await get(agent, { authorization: `NTLM ${token}` })).status, 401)
    t.equal((await get(agent, { authorization: `Negotiate ${token}` })).status, 401)
  }
  agent.destroy()
})

t.test('a type 3 message is worth nothing on another server', async (t) => {
  const agent = oneConnection(true)
  const { first, second } = handshake(alice)
  const type3 = second(await get(agent, first))
  const other = oneConnection(true)
  const at = (headers: Record<string, string>) =>
    ask({ port: servers.port('cas2', 443), trust: servers.certificate, path: '/EWS/x', headers, agent: other })
  t.equal((await at(type3)).status, 401, 'which gave no challenge')
  t.match((await at(first)).header('www-authenticate'), /^NTLM TlRMTVNTUAACAAAA/)
  t.equal((await at(type3)).status, 401, 'or another one')
  agent.destroy()
  other.destroy()
})

t.test('anonymous, LM and made-up responses are refused, and said so in the log', async (t) => {
  /** A type 3 message with responses of these lengths. */
  const message = (user: string, lm: number, nt: number): string => {
    const bytes = encodeAuthenticate({
      flags: 0xa2088205,
      domain: 'CONTOSO',
      user,
      workstation: 'PC',
      lmResponse: Buffer.alloc(lm, 1),
      ntResponse: Buffer.alloc(nt, 1),
      encryptedSessionKey: Buffer.alloc(0),
      mic: undefined,
    })
    return `NTLM ${bytes.toString('base64')}`
  }
  const cases: [string, string, string][] = [
    ['anonymous', message('', 1, 0), 'anonymous'],
    ['an empty response', message('alice', 0, 0), 'no-nt-response'],
    ['LM alone', message('alice', 24, 0), 'no-nt-response'],
    ['a made-up NTLMv1', message('alice', 24, 24), 'wrong-credentials'],
    ['a short response', message('alice', 24, 30), 'NTLMv2'],
  ]
  for (const [name, authorization, reason] of cases) {
    const agent = oneConnection(true)
    await get(agent, handshake(alice).first)
    const answer = await get(agent, { authorization, 'client-request-id': name })
    t.equal(answer.status, 401, name)
    t.same(answer.all('www-authenticate'), ['Negotiate', 'NTLM'])
    t.match(await servers.hop(({ requestId }) => requestId === name), { subStatus: 1, detail: new RegExp(reason) })
    agent.destroy()
  }
})

t.test('it works over plain HTTP as well', async (t) => {
  const agent = oneConnection(false)
  const { first, second } = handshake(alice)
  const plain = (headers: Record<string, string>) =>
    ask({ port: servers.port('cas1', 80), path: '/rpc/x', headers, agent })
  t.equal((await plain(second(await plain(first)))).status, 200)
  agent.destroy()
})
