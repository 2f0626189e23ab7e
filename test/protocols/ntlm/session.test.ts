import fc from 'fast-check'
import t from 'tap'
import { ntlmFlags } from '../../../protocols/ntlm/flags.ts'
import { authenticate, createChallenge, createNegotiate, verifyAuthenticate } from '../../../protocols/ntlm/index.ts'
import { NtlmSession } from '../../../protocols/ntlm/session.ts'
import { sealKey, signKey } from '../../../protocols/ntlm/signature.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const plaintext = Buffer.from('Plaintext', 'utf16le')

t.test('keys, sealed message and signature are those of MS-NLMP 4.2.4 (NTLMv2, 128 bit, key exchange)', async (t) => {
  const flags = 0xe28a8233
  const agreement = { flags, sessionKey: Buffer.alloc(16, 0x55) }
  t.same(signKey(agreement, 'client'), hex('47 88 dc 86 1b 47 82 f3 5d 43 fd 98 fe 1a 2d 39'))
  t.same(sealKey(agreement, 'client'), hex('59 f6 00 97 3c c4 96 0a 25 48 0a 7c 19 6e 4c 58'))
  const sealed = new NtlmSession(agreement, 'client').seal(plaintext, 0, plaintext.length)
  t.same(sealed.message, hex('54 e5 01 65 bf 19 36 dc 99 60 20 c1 81 1b 0f 06 fb 5f'))
  t.same(sealed.signature, hex('01 00 00 00 7f b3 8e c5 c5 5d 49 76 00 00 00 00'))
})

t.test('keys, sealed message and signature are those of MS-NLMP 4.2.3 (56 bit, no key exchange)', async (t) => {
  const agreement = { flags: 0x820a8233, sessionKey: hex('eb 93 42 9a 8b d9 52 f8 b8 9c 55 b8 7f 47 5e dc') }
  t.same(signKey(agreement, 'client'), hex('60 e7 99 be 5c 72 fc 92 92 2a e8 eb e9 61 fb 8d'))
  t.same(sealKey(agreement, 'client'), hex('04 dd 7f 01 4d 85 04 d2 65 a2 5c c8 6a 3a 7c 06'))
  const sealed = new NtlmSession(agreement, 'client').seal(plaintext, 0, plaintext.length)
  t.same(sealed.message, hex('a0 23 72 f6 53 02 73 f3 aa 1e b9 01 90 ce 52 00 c9 9d'))
  t.same(sealed.signature, hex('01 00 00 00 ff 2a eb 52 f6 81 79 3a 00 00 00 00'))
})

t.test('both sides of a log-on agree on a key, and read each other in order', async (t) => {
  const names = { netbiosComputer: 'CAS1', netbiosDomain: 'CONTOSO', dnsComputer: 'cas1', dnsDomain: 'contoso.local' }
  const account = { user: 'alice', domain: 'CONTOSO', password: 'Pa55w.rd' }
  for (const keyExchange of [true, false]) {
    const negotiate = createNegotiate({ keyExchange, seal: true })
    const challenge = createChallenge({ negotiate, ...names })
    const { message, agreement } = authenticate({ negotiate, challenge, ...account })
    const verdict = verifyAuthenticate({
      negotiate,
      challenge,
      authenticate: message,
      passwordOf: () => account.password,
    })
    if (!verdict.ok) return t.fail(verdict.reason)
    t.same(verdict.agreement, agreement)
    t.equal(agreement.flags & ntlmFlags.seal, ntlmFlags.seal)
    const [client, server] = [new NtlmSession(agreement, 'client'), new NtlmSession(verdict.agreement, 'server')]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.boolean(), (bytes, from, upwards) => {
        const message = Buffer.from(bytes)
        const start = Math.min(from, message.length)
        const [sender, receiver] = upwards ? [client, server] : [server, client]
        const sealed = sender.seal(message, start, message.length)
        return receiver.unseal(sealed.message, start, message.length, sealed.signature)?.equals(message) === true
      }),
    )
  }
})

t.test('a message that was changed, or comes twice, bears no valid signature', async (t) => {
  const agreement = { flags: 0xe28a8233, sessionKey: Buffer.alloc(16, 1) }
  const client = new NtlmSession(agreement, 'client')
  const [first, second] = [client.sign(plaintext), client.sign(plaintext)]
  const server = (): NtlmSession => new NtlmSession(agreement, 'server')
  t.notOk(server().verify(Buffer.concat([plaintext, Buffer.of(0)]), first))
  t.notOk(server().verify(plaintext, second), 'out of order')
  t.notOk(server().verify(plaintext, first.subarray(0, 15)))
  const once = server()
  t.ok(once.verify(plaintext, first))
  t.notOk(once.verify(plaintext, first), 'replayed')
})
