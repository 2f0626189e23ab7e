import t from 'tap'
import { decodeAvPairs, encodeAvPairs } from '../../../protocols/ntlm/av-pairs.ts'
import { channelBindingOfHash } from '../../../protocols/ntlm/channel-binding.ts'
import { md4 } from '../../../protocols/ntlm/md4.ts'
import { decodeNegotiate } from '../../../protocols/ntlm/messages.ts'
import { ntlmv1Answer } from '../../../protocols/ntlm/ntlmv1.ts'
import { decodeNtResponse, encodeBlob, fileTime, hmacMd5, ntlmv2Key } from '../../../protocols/ntlm/ntlmv2.ts'
import { rc4 } from '../../../protocols/ntlm/rc4.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

t.test('MD4 gives the digests of RFC 1320', async (t) => {
  const known: [string, string][] = [
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      'e33b4ddc9c38f2199c3e7b164fcc0536',
    ],
  ]
  for (const [text, digest] of known) t.equal(hex(md4(Buffer.from(text))), digest, `"${text}"`)
})

t.test('RC4 gives the well-known key streams', async (t) => {
  t.equal(hex(rc4(Buffer.from('Key'), Buffer.from('Plaintext'))), 'bbf316e8d940af0ad3')
  t.equal(hex(rc4(Buffer.from('Wiki'), Buffer.from('pedia'))), '1021bf0420')
})

t.test('NTLMv2 computes the vectors of MS-NLMP 4.2.4', async (t) => {
  const serverChallenge = Buffer.from('0123456789abcdef', 'hex')
  const clientChallenge = Buffer.alloc(8, 0xaa)
  t.equal(hex(md4(Buffer.from('Password', 'utf16le'))), 'a4f49c406510bdcab6824ee7c30fd852', 'the NT hash')
  const key = ntlmv2Key('User', 'Domain', 'Password')
  t.equal(hex(key), '0c868a403bfd7a93a3001ef22ef02e3f', 'the key')
  const signed = encodeBlob({
    time: Buffer.alloc(8),
    clientChallenge,
    avPairs: [
      [2, Buffer.from('Domain', 'utf16le')],
      [1, Buffer.from('Server', 'utf16le')],
    ],
  })
  const proof = hmacMd5(key, serverChallenge, signed)
  t.equal(hex(proof), '68cd0ab851e51c96aabc927bebef6a1c', 'the proof')
  t.equal(hex(hmacMd5(key, proof)), '8de40ccadbc14a82f15cb0ad0de95ca3', 'the session base key')
  t.equal(
    hex(rc4(hmacMd5(key, proof), Buffer.alloc(16, 0x55))),
    'c5dad2544fc9799094ce1ce90bc9d03e',
    'the encrypted session key of a key exchange',
  )
  t.equal(hex(hmacMd5(key, serverChallenge, clientChallenge)), '86c35097ac9cec102554764a57cccc19', 'LMv2')
  const response = Buffer.concat([proof, signed])
  t.equal(response.length, 84)
  t.same(decodeNtResponse(response).blob.clientChallenge, clientChallenge)
})

t.test('NTLMv1 computes the vectors of MS-NLMP 4.2.2 and, with extended session security, 4.2.3', async (t) => {
  const serverChallenge = Buffer.from('0123456789abcdef', 'hex')
  const plain = ntlmv1Answer('Password', serverChallenge, Buffer.alloc(24), false)
  t.equal(hex(plain.response), '67c43011f30298a2ad35ece64f16331c44bdbed927841f94')
  t.equal(hex(plain.key), 'd87262b0cde4b1cb7499becccdf10784')
  const clientChallenge = Buffer.concat([Buffer.alloc(8, 0xaa), Buffer.alloc(16)])
  const extended = ntlmv1Answer('Password', serverChallenge, clientChallenge, true)
  t.equal(hex(extended.response), '7537f803ae367128ca458204bde7caf81e97ed2683267232')
  t.equal(hex(extended.key), 'eb93429a8bd952f8b89c55b87f475edc')
})

t.test('a Type 1 message seen in the field is read', async (t) => {
  const message = Buffer.from('TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAGAbEdAAAADw==', 'base64')
  t.same(decodeNegotiate(message), { flags: 0xa2088207, domain: '', workstation: '' })
})

t.test('AV pairs keep order and values', async (t) => {
  const pairs: [number, Buffer][] = [
    [2, Buffer.from('CONTOSO', 'utf16le')],
    [7, fileTime(0)],
  ]
  t.same(decodeAvPairs(encodeAvPairs(pairs)), pairs)
})

t.test('a FILETIME counts from 1601', async (t) => {
  t.equal(fileTime(0).readBigUInt64LE(), 116_444_736_000_000_000n)
})

t.test('a channel binding is the MD5 that the NTLM specification team published for a certificate hash', async (t) => {
  const hash = Buffer.from('e3ca49271e5089cc48ce82109f1324f41dbeddc29a777410c738f7868c4ff405', 'hex')
  t.equal(hex(channelBindingOfHash(hash)), '6ea19df066da4622051f9c4f92c6df74')
})
