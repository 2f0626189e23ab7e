import { join } from 'node:path'
import t from 'tap'
import { createAuthority, createKeyStore, inspect, issue, makeCertificate, toPfx } from '../../certs/index.ts'
import type { CertificatePlan } from '../../topology/lab-plan.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const publicAuthority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const day = 86_400_000

const made = async (settings: Partial<CertificatePlan['settings']>) => {
  const all = { names: ['mail.contoso.com'], issuer: 'public-ca', expires: 'valid', ...settings } as const
  const { certificate } = await makeCertificate(
    { name: 'mail', settings: all as CertificatePlan['settings'] },
    { publicAuthority },
  )
  return inspect(certificate)
}

t.test('who signs', async (t) => {
  t.match(await made({}), { issuer: 'CN=Bridgehead Lab Public CA, O=Bridgehead', selfSigned: false })
  t.match(await made({ issuer: 'unknown-ca' }), { issuer: 'CN=Bridgehead Unknown CA, O=Bridgehead' })
  t.match(await made({ issuer: 'self-signed' }), { issuer: 'CN=mail.contoso.com', selfSigned: true })
})

t.test('names and dates', async (t) => {
  const names = ['mail.contoso.com', '*.contoso.com']
  t.same((await made({ names })).names, names)
  t.ok((await made({})).daysLeft > 300)
  t.ok((await made({ expires: 'expired' })).daysLeft < 0)
  t.ok(Date.parse((await made({ expires: 'not-yet-valid' })).validFrom) > Date.now() + 20 * day)
  const old = await made({ validFrom: 200 * day })
  t.equal(Math.round((Date.now() - Date.parse(old.validFrom)) / day), 200)
  t.ok(old.daysLeft > 300)
  await t.rejects(made({ validFrom: 900 * day }), { code: 'BH_ERR_CERT_VALIDITY' })
})

t.test('the same certificate in the next lab', async (t) => {
  t.equal((await made({})).fingerprint, (await made({})).fingerprint)
})

t.test('a certificate from a file', async (t) => {
  const pair = await issue(publicAuthority, { names: ['file.contoso.com'] })
  const pfx = join(t.testdir({ 'file.pfx': await toPfx(pair, 'x') }), 'file.pfx')
  t.same(await makeCertificate({ name: 'file', settings: { pfx, passphrase: 'x' } }, { publicAuthority }), pair)
})
