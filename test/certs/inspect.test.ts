import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { createAuthority, createKeyStore, inspect, issue, selfSigned } from '../../certs/index.ts'
import { openssl, withoutOpenssl } from './openssl.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const validFrom = new Date('2026-01-01T00:00:00Z')
const validTo = new Date('2026-07-01T12:00:00Z')

t.test('the facts of a certificate', async (t) => {
  const names = ['mail.contoso.com', 'autodiscover.contoso.com']
  const { certificate } = await issue(authority, { names, validFrom, validTo })
  const der = new X509Certificate(certificate).raw
  t.match(inspect(certificate + authority.certificate, 'mail.pem', Date.parse('2026-06-01T00:00:00Z')), {
    subject: 'CN=mail.contoso.com',
    issuer: 'CN=Bridgehead Lab Public CA, O=Bridgehead',
    names,
    serialNumber: /^[0-9a-f]{32}$/,
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2026-07-01T12:00:00.000Z',
    daysLeft: 30,
    fingerprint: createHash('sha256').update(der).digest('hex'),
    thumbprint: createHash('sha1').update(der).digest('hex').toUpperCase(),
    key: { type: 'rsa', bits: 2048 },
    selfSigned: false,
    authority: false,
    chain: ['CN=Bridgehead Lab Public CA, O=Bridgehead'],
  })
  t.equal(inspect(certificate, 'mail.pem', Date.parse('2026-07-03T00:00:00Z')).daysLeft, -2)
})

t.test('who signs itself, and who may sign others', async (t) => {
  const own = inspect((await selfSigned({ keyStore, fqdn: 'cas1.contoso.local', netbios: 'CAS1' })).certificate)
  t.match(own, { selfSigned: true, authority: false })
  t.match(inspect(authority.certificate), { selfSigned: true, authority: true, names: ['Bridgehead Lab Public CA'] })
})

t.test('a certificate of others, with odd names and an elliptic key', { skip: withoutOpenssl }, async (t) => {
  const config = [
    '[req]',
    'distinguished_name = dn',
    'x509_extensions = extensions',
    '[dn]',
    '[extensions]',
    'subjectAltName = @names',
    '[names]',
    'DNS.1 = mail.contoso.fr',
    'dirName.1 = directory',
    'IP.1 = 192.0.2.1',
    'email.1 = alice@contoso.fr',
    'URI.1 = "https://contoso.fr/, DNS:evil.example"',
    'DNS.2 = b.fr',
    '[directory]',
    'CN = "x, DNS:evil.example"',
  ]
  const folder = t.testdir({ 'c.cnf': config.join('\n') })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${folder}/key`]
  const subject = ['-subj', '/C=FR/O=Contoso, SARL/CN=mail.contoso.fr', '-config', `${folder}/c.cnf`]
  openssl('req', '-x509', ...key, '-out', `${folder}/crt`, ...subject)
  const facts = inspect(readFileSync(`${folder}/crt`, 'utf8'))
  t.equal(facts.subject, 'CN=mail.contoso.fr, O=Contoso\\, SARL, C=FR')
  t.same(facts.names, ['mail.contoso.fr', '192.0.2.1', 'b.fr'])
  t.same(facts.key, { type: 'ec', curve: 'prime256v1' })
})

t.test('what is no certificate is told as such', async (t) => {
  t.throws(() => inspect('hello', 'mail.pem'), { code: 'BH_ERR_PEM_NO_CERTIFICATE' })
})
