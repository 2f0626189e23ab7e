import t from 'tap'
import { ntlmFlags } from '../../../protocols/ntlm/flags.ts'
import { hmacMd5 } from '../../../protocols/ntlm/ntlmv2.ts'
import { canSign, firstSignature, sealKey, signKey } from '../../../protocols/ntlm/signature.ts'

// MS-NLMP 4.2.4: NTLMv2 with a random session key of sixteen 0x55.
const sessionKey = Buffer.alloc(16, 0x55)
const flags =
  ntlmFlags.sign |
  ntlmFlags.seal |
  ntlmFlags.extendedSessionSecurity |
  ntlmFlags.encryption128 |
  ntlmFlags.encryption56 |
  ntlmFlags.keyExchange

t.test('the keys are those of MS-NLMP 4.2.4.4', async (t) => {
  const session = { sessionKey, flags }
  t.equal(signKey(session, 'client').toString('hex'), '4788dc861b4782f35d43fd98fe1a2d39')
  t.equal(sealKey(session, 'client').toString('hex'), '59f600973cc4960a25480a7c196e4c58')
  t.equal(
    hmacMd5(signKey(session, 'client'), Buffer.alloc(4), Buffer.from('Plaintext', 'utf16le'))
      .subarray(0, 8)
      .toString('hex'),
    '70352851f2564309',
  )
})

t.test('a signature has version, checksum and sequence number; each side has its own', async (t) => {
  const message = Buffer.from('the mechanisms')
  const sides = (['client', 'server'] as const).map((signer) => firstSignature({ sessionKey, flags }, signer, message))
  for (const signature of sides) {
    t.equal(signature.length, 16)
    t.equal(signature.readUInt32LE(0), 1)
    t.equal(signature.readUInt32LE(12), 0)
  }
  t.not(sides[0]?.equals(sides[1] ?? Buffer.alloc(0)), true)
  const noExchange = flags & ~ntlmFlags.keyExchange
  const plain = firstSignature({ sessionKey, flags: noExchange }, 'client', message)
  t.same(
    plain.subarray(4, 12),
    hmacMd5(signKey({ sessionKey, flags }, 'client'), Buffer.alloc(4), message).subarray(0, 8),
  )
})

t.test('weaker sessions seal with less of the key', async (t) => {
  const weak = (kept: number) =>
    sealKey({ sessionKey: Buffer.from('00112233445566778899aabbccddeeff', 'hex'), flags: kept }, 'client')
  const keys = [ntlmFlags.encryption128, ntlmFlags.encryption56, 0].map((kept) => weak(kept).toString('hex'))
  t.equal(new Set(keys).size, 3)
})

t.test('only sessions that negotiated it can sign', async (t) => {
  t.ok(canSign({ sessionKey, flags }))
  t.notOk(canSign({ sessionKey, flags: flags & ~ntlmFlags.sign }))
})
