import { readFileSync } from 'node:fs'
import t from 'tap'
import { authorityFromPem, createAuthority, createKeyStore, issue, readPemPair } from '../../certs/index.ts'
import { openssl, withoutOpenssl } from './openssl.ts'

const keyStore = createKeyStore({ directory: t.testdir() })

t.test('an authority read from its PEM signs as it did before', async (t) => {
  const made = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
  const privateKey = made.signingKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const read = await authorityFromPem({ certificate: made.certificate, privateKey }, keyStore, 'ca.pem')
  t.equal(read.certificate, made.certificate)
  t.same(read.keyIdentifier, made.keyIdentifier)
})

t.test('an authority of others: what it signs is accepted', { skip: withoutOpenssl }, async (t) => {
  const extensions = ['basicConstraints = critical, CA:TRUE', 'subjectKeyIdentifier = 0102030405']
  const config = ['[req]', 'distinguished_name = dn', 'x509_extensions = ca', '[dn]', '[ca]', ...extensions]
  const folder = t.testdir({ 'ca.cnf': config.join('\n') })
  const name = '/DC=local/DC=contoso/O=Société Générale/CN=Contoso Root+UID=7'
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${folder}/ca.key`, '-out', `${folder}/ca.pem`]
  openssl('req', '-x509', '-utf8', '-multivalue-rdn', ...key, '-subj', name, '-config', `${folder}/ca.cnf`)
  const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8')
  const pair = readPemPair(read('ca.pem'), read('ca.key'))
  const authority = await authorityFromPem(pair, keyStore, 'ca.pem')
  const leaf = await issue(authority, { names: ['mail.contoso.com'] })
  const file = `${t.testdir({ 'leaf.pem': leaf.certificate, 'ca.pem': pair.certificate })}`
  t.match(openssl('verify', '-CAfile', `${file}/ca.pem`, `${file}/leaf.pem`), /OK/)
  t.match(openssl('x509', '-in', `${file}/leaf.pem`, '-noout', '-ext', 'authorityKeyIdentifier'), /01:02:03:04:05/)
})

t.test('what cannot sign is refused', { skip: withoutOpenssl }, async (t) => {
  const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
  const leaf = await issue(authority, { names: ['mail.contoso.com'] })
  await t.rejects(authorityFromPem(leaf, keyStore, 'mail.pem'), {
    code: 'BH_ERR_CERT_NO_AUTHORITY',
    message: /^mail\.pem cannot sign/,
  })
  const folder = t.testdir()
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${folder}/ec.key`]
  openssl('req', '-x509', ...key, '-out', `${folder}/ec.pem`, '-subj', '/CN=EC Root')
  const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8')
  const elliptic = readPemPair(read('ec.pem'), read('ec.key'))
  await t.rejects(authorityFromPem(elliptic, keyStore, 'ec.pem'), { code: 'BH_ERR_CERT_NO_AUTHORITY', message: /RSA/ })
})
