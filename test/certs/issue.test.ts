import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import t from 'tap'
import type { KeyPair } from '../../base/key-pair.ts'
import { createAuthority, createKeyStore, inspect, issue, selfSigned } from '../../certs/index.ts'
import { openssl, withoutOpenssl } from './openssl.ts'

const directory = t.testdir()
const keyStore = createKeyStore({ directory })
const authority = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore })
const day = 86_400_000

/** What a client says of a server with this pair: nothing, or the code of its complaint. */
async function handshake(pair: KeyPair, servername: string, ca: string): Promise<string | undefined> {
  const server = tls.createServer({ cert: pair.certificate, key: pair.privateKey })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = tls.connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', servername, ca })
  try {
    await once(socket, 'secureConnect')
    return undefined
  } catch (error) {
    return String(Reflect.get(error as Error, 'code'))
  } finally {
    socket.destroy()
    server.close()
    await once(server, 'close')
  }
}

t.test('a client that trusts the authority accepts what it issued, for the names in it', async (t) => {
  const pair = await issue(authority, { names: ['mail.contoso.com', '*.contoso.com'] })
  t.equal(await handshake(pair, 'mail.contoso.com', authority.certificate), undefined)
  t.equal(await handshake(pair, 'autodiscover.contoso.com', authority.certificate), undefined)
  t.equal(await handshake(pair, 'contoso.com', authority.certificate), 'ERR_TLS_CERT_ALTNAME_INVALID')
})

t.test('a client refuses another authority, and dates that are over or not there yet', async (t) => {
  const unknown = await createAuthority({ commonName: 'Nobody', keyStore })
  const names = ['mail.contoso.com']
  const slot = 'one key will do'
  const check = async (pair: KeyPair) => handshake(pair, 'mail.contoso.com', authority.certificate)
  t.match(await check(await issue(unknown, { names, slot })), /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER/)
  const past = { validFrom: new Date(Date.now() - 90 * day), validTo: new Date(Date.now() - day) }
  t.equal(await check(await issue(authority, { names, slot, ...past })), 'CERT_HAS_EXPIRED')
  const future = { validFrom: new Date(Date.now() + day), validTo: new Date(Date.now() + 90 * day) }
  t.equal(await check(await issue(authority, { names, slot, ...future })), 'CERT_NOT_YET_VALID')
})

t.test('a certificate carries names, usages, identifiers and a serial number of its own', async (t) => {
  const slot = 'one key will do'
  const names = ['mail.contoso.com', '*.contoso.com', '192.0.2.1', '2001:db8::1', 'münchen.example']
  const one = new X509Certificate((await issue(authority, { names, slot })).certificate)
  const root = new X509Certificate(authority.certificate)
  t.same(inspect(one.toString()).names, [
    'mail.contoso.com',
    '*.contoso.com',
    '192.0.2.1',
    '2001:DB8:0:0:0:0:0:1',
    'xn--mnchen-3ya.example',
  ])
  t.same(one.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
  t.notOk(one.ca)
  t.ok(root.ca)
  t.ok(one.verify(root.publicKey))
  t.ok(one.checkIssued(root))
  const other = new X509Certificate((await issue(authority, { names: ['b.contoso.com'], slot })).certificate)
  t.not(one.serialNumber, other.serialNumber)
  t.equal(one.serialNumber.length, 32)
})

t.test('openssl finds nothing to complain of', { skip: withoutOpenssl }, async (t) => {
  const { certificate } = await issue(authority, { names: ['mail.contoso.com'], slot: 'one key will do' })
  const files = t.testdir({ 'ca.pem': authority.certificate, 'mail.pem': certificate })
  const ca = ['-CAfile', `${files}/ca.pem`, '-x509_strict', '-purpose', 'sslserver']
  t.match(openssl('verify', ...ca, '-verify_hostname', 'mail.contoso.com', `${files}/mail.pem`), /OK/)
  const text = openssl('x509', '-in', `${files}/mail.pem`, '-noout', '-text')
  t.match(text, /Key Usage: critical\s+Digital Signature, Key Encipherment/)
  t.match(text, /Basic Constraints: critical\s+CA:FALSE/)
  t.match(text, /Authority Key Identifier/)
})

t.test('with a slot, key and certificate are the same in the next run; without, both are new', async (t) => {
  const leaf = { names: ['mail.contoso.com'], slot: 'mail' }
  const first = await issue(authority, leaf)
  const later = createKeyStore({ directory })
  const again = await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore: later })
  t.equal(again.certificate, authority.certificate)
  t.same(await issue(again, leaf), first)
  const widened = await issue(again, { ...leaf, names: ['mail.contoso.com', 'remote.contoso.com'] })
  t.equal(widened.privateKey, first.privateKey)
  t.not(widened.certificate, first.certificate)
  const fresh = await issue(authority, { names: leaf.names })
  t.not(fresh.privateKey, first.privateKey)
  t.not(fresh.certificate, first.certificate)
})

t.test('a host name too long for a common name stands among the names alone', async (t) => {
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.contoso.com`
  const pair = await issue(authority, { names: [long], slot: 'one key will do' })
  t.equal(new X509Certificate(pair.certificate).subject, 'O=Bridgehead')
  t.equal(await handshake(pair, long, authority.certificate), undefined)
})

t.test('names and dates that no certificate may have are refused', async (t) => {
  for (const name of [
    '',
    'mail contoso.com',
    'm*.contoso.com',
    '*.*.contoso.com',
    'a..b',
    '-a.com',
    `${'a'.repeat(64)}.com`,
  ]) {
    await t.rejects(issue(authority, { names: [name] }), { code: 'BH_ERR_CERT_NAME' }, JSON.stringify(name))
  }
  const names = ['mail.contoso.com']
  await t.rejects(issue(authority, { names: [] }), { code: 'BH_ERR_CERT_NO_NAMES' })
  await t.rejects(issue(authority, { names, validTo: new Date(Date.now() + 827 * day) }), {
    code: 'BH_ERR_CERT_VALIDITY',
  })
  await t.rejects(issue(authority, { names, validTo: new Date(0) }), { code: 'BH_ERR_CERT_VALIDITY' })
  await t.rejects(issue(authority, { names, validTo: new Date(Number.NaN) }), { code: 'BH_ERR_CERT_VALIDITY' })
})

t.test(
  "Exchange's own certificate names the server, short and long, for five years, and nobody trusts it",
  async (t) => {
    const pair = await selfSigned({ keyStore, fqdn: 'cas1.contoso.local', netbios: 'CAS1' })
    const certificate = new X509Certificate(pair.certificate)
    t.equal(certificate.subject, 'CN=CAS1')
    t.equal(certificate.issuer, 'CN=CAS1')
    t.same(inspect(pair.certificate).names, ['CAS1', 'cas1.contoso.local'])
    const years = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / (365.25 * day)
    t.equal(Math.round(years), 5)
    t.equal(await handshake(pair, 'cas1.contoso.local', authority.certificate), 'DEPTH_ZERO_SELF_SIGNED_CERT')
    t.equal(await handshake(pair, 'cas1.contoso.local', pair.certificate), undefined)
    t.same(await selfSigned({ keyStore, fqdn: 'cas1.contoso.local', netbios: 'CAS1' }), pair)
  },
)
