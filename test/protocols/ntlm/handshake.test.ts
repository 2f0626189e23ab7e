import t from 'tap'
import { der } from '../../../protocols/ntlm/der.ts'
import {
  type AuthenticateOptions,
  channelBindingOf,
  createAuthenticate,
  createChallenge,
  createNegotiate,
  ntlmMessageType,
  type VerifyOptions,
  verifyAuthenticate,
} from '../../../protocols/ntlm/index.ts'
import { decodeAuthenticate, decodeChallenge, encodeAuthenticate } from '../../../protocols/ntlm/messages.ts'
import { ntlmv1Answer } from '../../../protocols/ntlm/ntlmv1.ts'

const server = {
  netbiosComputer: 'CAS1',
  netbiosDomain: 'CONTOSO',
  dnsComputer: 'cas1.contoso.local',
  dnsDomain: 'contoso.local',
}
const passwordOf = (user: string): string | undefined => (user.toLowerCase() === 'alice' ? 'Pa55w.rd' : undefined)

function handshake(
  client: Partial<AuthenticateOptions> = {},
  check: Partial<VerifyOptions> = {},
  keyExchange = false,
): ReturnType<typeof verifyAuthenticate> {
  const negotiate = createNegotiate({ keyExchange })
  const challenge = createChallenge({ ...server, negotiate })
  const authenticate = createAuthenticate({
    negotiate,
    challenge,
    user: 'alice',
    domain: 'CONTOSO',
    password: 'Pa55w.rd',
    ...client,
  })
  return verifyAuthenticate({ negotiate, challenge, authenticate, passwordOf, ...check })
}

t.test('the right password is accepted, with and without a MIC and a key exchange', async (t) => {
  for (const mic of [true, false]) {
    for (const keyExchange of [true, false]) {
      t.match(
        handshake({ mic }, {}, keyExchange),
        { ok: true, user: 'alice', domain: 'CONTOSO', agreement: { sessionKey: { length: 16 } } },
        `mic ${mic}, key exchange ${keyExchange}`,
      )
    }
  }
})

t.test('the user counts without regard to case, the domain as sent', async (t) => {
  t.match(handshake({ user: 'ALICE' }), { ok: true, user: 'ALICE' })
  t.match(handshake({ domain: '' }), { ok: true, domain: '' })
  t.match(handshake({ domain: 'contoso' }), { ok: true, domain: 'contoso' })
})

t.test('a wrong password and an unknown user are refused alike', async (t) => {
  t.match(handshake({ password: 'pa55w.rd' }), { ok: false, reason: 'wrong-credentials' })
  t.match(handshake({ user: 'mallory' }), { ok: false, reason: 'wrong-credentials', user: 'mallory' })
  t.match(handshake({ user: 'mallory', password: '' }), { ok: false, reason: 'wrong-credentials' })
})

t.test('a Type 3 message is worth nothing against another challenge', async (t) => {
  const negotiate = createNegotiate()
  const first = createChallenge({ ...server, negotiate })
  const second = createChallenge({ ...server, negotiate })
  const account = { user: 'alice', domain: 'CONTOSO', password: 'Pa55w.rd' }
  const authenticate = createAuthenticate({ negotiate, challenge: first, ...account })
  t.match(verifyAuthenticate({ negotiate, challenge: second, authenticate, passwordOf }), {
    reason: 'wrong-credentials',
  })
})

t.test('a message changed on the way fails its MIC', async (t) => {
  const negotiate = createNegotiate()
  const challenge = createChallenge({ ...server, negotiate })
  const account = { user: 'alice', domain: 'CONTOSO', password: 'Pa55w.rd', workstation: 'PC1' }
  const authenticate = createAuthenticate({ negotiate, challenge, ...account })
  t.match(verifyAuthenticate({ negotiate, challenge, authenticate, passwordOf }), { ok: true })
  const other = Buffer.from(negotiate)
  other[12] = 0x06
  t.match(verifyAuthenticate({ negotiate: other, challenge, authenticate, passwordOf }), { reason: 'wrong-mic' })
  const changed = Buffer.from(authenticate)
  changed.write('Q', changed.indexOf(Buffer.from('PC1', 'utf16le')), 'utf16le')
  t.match(verifyAuthenticate({ negotiate, challenge, authenticate: changed, passwordOf }), { reason: 'wrong-mic' })
})

t.test('an anonymous message and one without an NT response are refused by name', async (t) => {
  const negotiate = createNegotiate()
  const challenge = createChallenge({ ...server, negotiate })
  const blank = (lengths: { user: string; nt: number }): Buffer => {
    const message = Buffer.alloc(88 + lengths.nt + lengths.user.length * 2)
    message.write('NTLMSSP\0\x03', 'latin1')
    message.writeUInt16LE(lengths.nt, 20)
    message.writeUInt32LE(88, 24)
    message.writeUInt16LE(lengths.user.length * 2, 36)
    message.writeUInt32LE(88 + lengths.nt, 40)
    message.writeUInt32LE(1, 60)
    message.write(lengths.user, 88 + lengths.nt, 'utf16le')
    return message
  }
  const verify = (authenticate: Buffer) => verifyAuthenticate({ negotiate, challenge, authenticate, passwordOf })
  t.match(verify(blank({ user: '', nt: 0 })), { ok: false, reason: 'anonymous' })
  t.match(verify(blank({ user: 'alice', nt: 0 })), { ok: false, reason: 'no-nt-response', user: 'alice' })
})

t.test('NTLMv1 is taken, as a domain does by default', async (t) => {
  const negotiate = createNegotiate()
  const challenge = createChallenge({ ...server, negotiate })
  const { serverChallenge } = decodeChallenge(challenge)
  const lmResponse = Buffer.concat([Buffer.alloc(8, 7), Buffer.alloc(16)])
  const logOn = (flags: number, password: string, user = 'alice') =>
    verifyAuthenticate({
      negotiate,
      challenge,
      authenticate: encodeAuthenticate({
        flags,
        domain: 'CONTOSO',
        user,
        workstation: 'PC',
        lmResponse,
        ntResponse: ntlmv1Answer(password, serverChallenge, lmResponse, flags === extended).response,
        encryptedSessionKey: Buffer.alloc(0),
        mic: undefined,
      }),
      passwordOf,
    })
  const extended = 0x80205
  for (const flags of [0x205, extended]) {
    t.match(logOn(flags, 'Pa55w.rd'), { ok: true, user: 'alice', binding: 'none', agreement: { flags } })
    t.match(logOn(flags, 'guess'), { ok: false, reason: 'wrong-credentials' })
    t.match(logOn(flags, '', 'mallory'), { ok: false, reason: 'wrong-credentials' })
  }
})

t.test('the channel binding is compared, for others to judge', async (t) => {
  // The outermost structure of a certificate is enough: its signature algorithm decides on the hash.
  const certificate = (subject: string): Buffer =>
    der(0x30, der(0x30, Buffer.from(subject)), der(0x30, der(0x06, Buffer.from('2a864886f70d01010b', 'hex'))))
  const mine = channelBindingOf(certificate('the server')) ?? Buffer.alloc(0)
  const balancers = channelBindingOf(certificate('the load balancer')) ?? Buffer.alloc(0)
  const server = { channelBinding: mine }
  t.match(handshake({ channelBinding: mine }, server), { ok: true, binding: 'same' })
  t.match(handshake({ channelBinding: balancers }, server), { ok: true, binding: 'other' })
  t.match(handshake({}, server), { ok: true, binding: 'none' })
  t.match(handshake({ channelBinding: Buffer.alloc(16) }, server), { ok: true, binding: 'none' })
  t.match(handshake({ channelBinding: mine }), { ok: true, binding: 'other' }, 'no TLS to be bound to')
})

t.test('the messages carry what Windows puts there', async (t) => {
  const negotiate = createNegotiate()
  const challenge = createChallenge({ ...server, negotiate, now: 0 })
  const account = { user: 'alice', domain: 'CONTOSO', password: 'Pa55w.rd' }
  const authenticate = createAuthenticate({ negotiate, challenge, ...account, targetName: 'HTTP/mail.contoso.com' })
  t.same([negotiate, challenge, authenticate].map(ntlmMessageType), [1, 2, 3])
  const decoded = decodeChallenge(challenge)
  t.equal(decoded.targetName, 'CONTOSO')
  t.equal(decoded.serverChallenge.length, 8)
  const answer = decodeAuthenticate(authenticate)
  t.match(answer, { user: 'alice', domain: 'CONTOSO', workstation: '', lmResponse: Buffer.alloc(24) })
  t.ok(authenticate.includes(Buffer.from('HTTP/mail.contoso.com', 'utf16le')))
})
