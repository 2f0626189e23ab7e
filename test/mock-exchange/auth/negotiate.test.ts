// SPNEGO as clients that also know Kerberos speak it: their first choice is not to be had here.

import type { Agent } from 'node:http'
import t from 'tap'
import { ntlmFlags } from '../../../protocols/ntlm/flags.ts'
import {
  canSign,
  createAuthenticate,
  createNegotiate,
  firstSignature,
  unwrapSpnego,
  verifyAuthenticate,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../../protocols/ntlm/index.ts'
import { decodeNegotiate, encodeNegotiate } from '../../../protocols/ntlm/messages.ts'
import { encodeMechTypes, mechanisms } from '../../../protocols/ntlm/spnego.ts'
import { type Answer, ask } from '../support/client.ts'
import { oneConnection } from '../support/ntlm-client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())

const windowsOffer = [mechanisms.microsoftKerberos, mechanisms.kerberos, mechanisms.ntlm]
const account = { user: 'alice', domain: 'CONTOSO', password: 'Pässword:1' }

/** A Type 1 message that wants its session signed, as GSS clients with integrity do. */
function signingNegotiate(): Buffer {
  const message = decodeNegotiate(createNegotiate({ keyExchange: true }))
  return encodeNegotiate({ ...message, flags: (message.flags | ntlmFlags.sign) >>> 0 })
}

const send = (agent: Agent, token: Buffer): Promise<Answer> =>
  ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    path: '/EWS/x',
    headers: { authorization: `Negotiate ${token.toString('base64')}` },
    agent,
  })

const tokenOf = (answer: Answer): ReturnType<typeof unwrapSpnego> =>
  unwrapSpnego(Buffer.from(answer.header('www-authenticate')?.split(' ')[1] ?? '', 'base64'))

type Mic = 'right' | 'wrong' | 'missing'

/** The whole negotiation; the last answer, with what both sides agreed on. */
async function negotiate(offer: readonly Buffer[], optimistic: Buffer | undefined, mic: Mic) {
  const agent = oneConnection(true)
  const type1 = signingNegotiate()
  const first = await send(agent, wrapNegTokenInit(optimistic ?? type1, offer))
  const second = optimistic === undefined ? first : await send(agent, wrapNegTokenResp(type1))
  const challenge = tokenOf(second).token ?? Buffer.alloc(0)
  const type3 = createAuthenticate({ negotiate: type1, challenge, ...account })
  // What the message agrees on, found the way a server finds it.
  const verdict = verifyAuthenticate({
    negotiate: type1,
    challenge,
    authenticate: type3,
    passwordOf: () => account.password,
  })
  if (!verdict.ok) throw new Error(verdict.reason)
  const { agreement } = verdict
  const signature = firstSignature(agreement, 'client', encodeMechTypes(offer))
  if (mic === 'wrong') signature.fill(0, 4, 8)
  const last = await send(agent, wrapNegTokenResp(type3, undefined, mic === 'missing' ? undefined : signature))
  agent.destroy()
  return { first, second, last, agreement }
}

const kerberosTicket = Buffer.from('6e8201f0', 'hex')

t.test('Kerberos first: the server names NTLM, asks for the MIC, checks it and gives its own', async (t) => {
  const { first, second, last, agreement } = await negotiate(windowsOffer, kerberosTicket, 'right')
  t.equal(first.status, 401)
  t.equal(first.all('www-authenticate').length, 1)
  t.match(tokenOf(first), { state: 'request-mic', token: undefined })
  t.match(tokenOf(second), { state: 'accept-incomplete' })
  t.equal(last.status, 200)
  t.equal(last.echo().identity, 'CONTOSO\\alice')
  t.ok(canSign(agreement))
  t.match(tokenOf(last), {
    state: 'accept-completed',
    mechListMic: firstSignature(agreement, 'server', encodeMechTypes(windowsOffer)),
  })
})

t.test('without the MIC, or with a wrong one, somebody may have changed the offers: refused', async (t) => {
  for (const mic of ['missing', 'wrong'] as const) {
    const { last } = await negotiate(windowsOffer, kerberosTicket, mic)
    t.equal(last.status, 401, mic)
    t.same(last.all('www-authenticate'), ['Negotiate', 'NTLM'])
  }
})

t.test('NTLM first: no MIC is due, a right one is answered, a wrong one refused', async (t) => {
  const offer = [mechanisms.ntlm]
  t.equal((await negotiate(offer, undefined, 'missing')).last.status, 200)
  const { last } = await negotiate(offer, undefined, 'right')
  t.equal(last.status, 200)
  t.equal(tokenOf(last).mechListMic?.length, 16)
  t.equal((await negotiate(offer, undefined, 'wrong')).last.status, 401)
})

t.test('no token at all, and an offer of Kerberos alone', async (t) => {
  const agent = oneConnection(true)
  t.match(tokenOf(await send(agent, wrapNegTokenInit(undefined, windowsOffer))), { state: 'request-mic' })
  t.match(tokenOf(await send(agent, wrapNegTokenInit(undefined, [mechanisms.ntlm]))), { state: 'accept-incomplete' })
  const alone = await send(agent, wrapNegTokenInit(kerberosTicket, [mechanisms.kerberos]))
  t.same(alone.all('www-authenticate'), ['Negotiate', 'NTLM'])
  agent.destroy()
})

t.test('hostile tokens: cut off, lying, huge; the server lives on', async (t) => {
  const agent = oneConnection(true)
  const whole = wrapNegTokenInit(signingNegotiate(), windowsOffer)
  const lying = createAuthenticate({
    negotiate: createNegotiate(),
    challenge: (() => {
      const challenge = Buffer.alloc(56)
      challenge.write('NTLMSSP\0\x02', 'latin1')
      return challenge
    })(),
    ...account,
  })
  lying.writeUInt32LE(0xffff_fff0, 24)
  const tokens = [
    ...[1, 2, 10, whole.length - 1].map((length) => whole.subarray(0, length)),
    lying,
    Buffer.alloc(45_000, 0xa1),
    Buffer.concat([Buffer.from('NTLMSSP\0\x03\0\0\0', 'latin1'), Buffer.alloc(40_000, 0xff)]),
    Buffer.from('608000', 'hex'),
  ]
  for (const token of tokens) t.equal((await send(agent, token)).status, 401, `${token.length} bytes`)
  agent.destroy()
  const tooLong = await send(oneConnection(true), Buffer.alloc(100_000, 0x60))
  t.equal(tooLong.status, 400, 'by HTTP.sys, which knows no 431')
  t.equal((await negotiate([mechanisms.ntlm], undefined, 'missing')).last.status, 200)
})
