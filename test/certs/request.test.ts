import { createPublicKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  createAuthority,
  createKeyStore,
  createRequest,
  inspect,
  issueFromRequest,
  readPemPair,
} from '../../certs/index.ts'
import { openssl, withoutOpenssl } from './openssl.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const names = ['mail.contoso.com', 'autodiscover.contoso.com', '192.0.2.1']
const subject = { commonName: 'mail.contoso.com', organization: 'Contoso Zürich', country: 'CH' }
const made = await createRequest({ keyStore, names, subject })

t.test('a request is answered with its subject, its names and its key', async (t) => {
  const certificate = await issueFromRequest(authority, made.request)
  const parsed = new X509Certificate(certificate)
  t.equal(parsed.subject, 'C=CH\nO=Contoso Zürich\nCN=mail.contoso.com')
  t.same(inspect(certificate).names, names)
  t.ok(parsed.verify(createPublicKey(authority.certificate)))
  t.same(readPemPair(certificate, made.privateKey), { certificate, privateKey: made.privateKey })
})

t.test('Exchange writes NEW CERTIFICATE REQUEST: accepted', async (t) => {
  const exchange = made.request.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST').replaceAll('\n', '\r\n')
  t.same(inspect(await issueFromRequest(authority, exchange)).names, names)
})

t.test('without a subject, the first name is the common name', async (t) => {
  const { request } = await createRequest({ keyStore, names })
  t.equal(new X509Certificate(await issueFromRequest(authority, request)).subject, 'CN=mail.contoso.com')
})

t.test('openssl agrees with the request', { skip: withoutOpenssl }, async (t) => {
  const file = `${t.testdir({ 'mail.csr': made.request })}/mail.csr`
  const text = openssl('req', '-in', file, '-noout', '-text', '-verify', '-nameopt', 'utf8')
  t.match(text, /CN=mail\.contoso\.com/)
  t.match(text, /DNS:mail\.contoso\.com, DNS:autodiscover\.contoso\.com, IP Address:192\.0\.2\.1/)
})

t.test('requests of openssl', { skip: withoutOpenssl }, async (t) => {
  const folder = t.testdir()
  const request = (key: readonly string[], ...rest: readonly string[]) => {
    openssl('req', '-new', '-nodes', ...key, '-keyout', `${folder}/k`, '-out', `${folder}/r`, ...rest)
    return readFileSync(`${folder}/r`, 'utf8')
  }
  const rsa = ['-newkey', 'rsa:2048']
  const san = [
    '-subj',
    '/O=Contoso/CN=mail.contoso.com',
    '-addext',
    'subjectAltName=DNS:a.contoso.com,DNS:b.contoso.com',
  ]
  t.same(inspect(await issueFromRequest(authority, request(rsa, ...san))).names, ['a.contoso.com', 'b.contoso.com'])
  const plain = request(rsa, '-subj', '/CN=mail.contoso.com', '-sha512')
  t.same(inspect(await issueFromRequest(authority, plain)).names, ['mail.contoso.com'])
  const nameless = request(rsa, '-subj', '/O=Contoso')
  await t.rejects(issueFromRequest(authority, nameless), { code: 'BH_ERR_CERT_NO_NAMES' })
  const weak = request(['-newkey', 'rsa:1024'], ...san)
  await t.rejects(issueFromRequest(authority, weak), { code: 'BH_ERR_CSR', message: /1024 bits/ })
  const elliptic = request(['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], ...san)
  await t.rejects(issueFromRequest(authority, elliptic, { file: 'ec.csr' }), {
    code: 'BH_ERR_CSR',
    message: /^ec\.csr/,
  })
})

t.test('what is no request, or was changed since, is refused', async (t) => {
  const refused = { code: 'BH_ERR_CSR' }
  await t.rejects(issueFromRequest(authority, 'hello'), refused)
  await t.rejects(issueFromRequest(authority, authority.certificate), refused)
  const [head, ...lines] = made.request.split('\n')
  const der = Buffer.from(lines.slice(0, -2).join(''), 'base64')
  der[der.indexOf('mail.contoso.com')] = 0x6e
  const forged = [head, der.toString('base64'), ...lines.slice(-2)].join('\n')
  await t.rejects(issueFromRequest(authority, forged), { ...refused, message: /signature is wrong/ })
})
