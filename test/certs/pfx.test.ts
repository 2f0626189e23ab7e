import { X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import fc from 'fast-check'
import t from 'tap'
import { BridgeheadError } from '../../base/errors.ts'
import { createAuthority, createKeyStore, fromPfx, issue, selfSigned, toPfx } from '../../certs/index.ts'
import { openssl, withoutOpenssl } from './openssl.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const pair = await issue(authority, { names: ['mail.contoso.com'] })
const algorithms = ['AES256_SHA256', 'TripleDES_SHA1'] as const

for (const cryptoAlgorithm of algorithms) {
  t.test(`${cryptoAlgorithm}: what is written is read again, by us and by Node`, async (t) => {
    for (const passphrase of ['P@ssw0rd', '', 'pässwörd €', 'x'.repeat(300)]) {
      const pfx = await toPfx(pair, passphrase, { cryptoAlgorithm })
      t.same(await fromPfx(pfx, passphrase), pair, JSON.stringify(passphrase.slice(0, 12)))
      t.ok(tls.createSecureContext({ pfx, passphrase }))
    }
  })

  t.test(`${cryptoAlgorithm}: openssl reads it, friendly name and all`, { skip: withoutOpenssl }, async (t) => {
    const own = await selfSigned({ keyStore, fqdn: 'cas1.contoso.local', netbios: 'CAS1' })
    const pfx = await toPfx(own, 'P@ssw0rd', { cryptoAlgorithm, friendlyName: 'Microsoft Exchange' })
    const file = `${t.testdir({ 'cas1.pfx': pfx })}/cas1.pfx`
    const text = openssl('pkcs12', '-in', file, '-passin', 'pass:P@ssw0rd', '-nodes')
    t.match(text, /friendlyName: Microsoft Exchange/)
    t.match(text, /BEGIN PRIVATE KEY/)
    t.match(text.replaceAll('\r', ''), own.certificate.trim())
  })
}

t.test('a wrong passphrase is told as such, and so is none', async (t) => {
  for (const cryptoAlgorithm of algorithms) {
    const pfx = await toPfx(pair, 'P@ssw0rd', { cryptoAlgorithm })
    for (const wrong of ['p@ssw0rd', '']) {
      await t.rejects(fromPfx(pfx, wrong, 'mail.pfx'), { code: 'BH_ERR_PFX_PASSPHRASE', message: /open mail\.pfx/ })
    }
    await t.rejects(fromPfx(pfx, undefined, 'mail.pfx'), { code: 'BH_ERR_PFX_PROTECTED', message: /^mail\.pfx needs/ })
  }
})

t.test('the passphrase stands in no message', async (t) => {
  const pfx = await toPfx(pair, 'P@ssw0rd')
  const error: unknown = await fromPfx(pfx, 'S3cret-and-wrong').catch((reason: unknown) => reason)
  t.notMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /S3cret/)
})

t.test('a certificate and a key that do not belong together are a mismatch', async (t) => {
  const other = await issue(authority, { names: ['remote.contoso.com'] })
  const pfx = await toPfx({ certificate: other.certificate, privateKey: pair.privateKey }, 'x')
  await t.rejects(fromPfx(pfx, 'x', 'mail.pfx'), { code: 'BH_ERR_KEY_MISMATCH', message: /CN=remote\.contoso\.com/ })
})

t.test('what is no PKCS#12 at all is told as such', async (t) => {
  const refused = { code: 'BH_ERR_PFX_NOT_PKCS12' }
  await t.rejects(fromPfx(Buffer.from(pair.certificate), 'x'), { ...refused, message: /it is PEM text/ })
  await t.rejects(fromPfx(new X509Certificate(pair.certificate).raw, 'x'), refused)
  await t.rejects(fromPfx(Buffer.alloc(0), 'x'), refused)
  await t.rejects(fromPfx(Buffer.from('hello'), 'x'), refused)
  const pfx = await toPfx(pair, 'x')
  await t.rejects(fromPfx(pfx.subarray(0, 200), 'x'), refused)
})

t.test('the root is left out and the chain put in order', async (t) => {
  const heap = authority.certificate + pair.certificate
  t.same(await fromPfx(await toPfx({ ...pair, certificate: heap }, 'x'), 'x'), pair)
})

t.test('any bytes give a message of the catalogue, never another error', async (t) => {
  const pfx = await toPfx(pair, 'x')
  const read = async (bytes: Uint8Array) => {
    const result: unknown = await fromPfx(bytes, 'x').catch((error: unknown) => error)
    if (result instanceof Error && !(result instanceof BridgeheadError)) t.error(result)
  }
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), read), { numRuns: 100 })
  const damage = fc.tuple(fc.nat(pfx.length - 1), fc.nat(255))
  await fc.assert(
    fc.asyncProperty(damage, ([at, value]) => {
      const damaged = Buffer.from(pfx)
      damaged[at] = value
      return read(damaged)
    }),
    { numRuns: 60 },
  )
})
