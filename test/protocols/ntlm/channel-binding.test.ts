// The hash of a channel binding follows the signature of the certificate (RFC 5929 section 4.1), with real certificates.

import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { channelBindingOf, channelBindingOfHash } from '../../../protocols/ntlm/channel-binding.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import { openssl, withoutOpenssl } from '../../certs/openssl.ts'

const folder = t.testdir()

/** A key of openssl's, as a file. */
function key(name: string, ...options: readonly string[]): string {
  const file = join(folder, `${name}.key`)
  if (withoutOpenssl === false) openssl('genpkey', '-algorithm', ...options, '-out', file)
  return file
}

/** A self-signed certificate, DER. */
function certificate(name: string, keyFile: string, signature: readonly string[]): Buffer {
  const file = join(folder, `${name}.pem`)
  openssl('req', '-x509', '-key', keyFile, ...signature, '-subj', '/CN=mail.contoso.com', '-days', '2', '-out', file)
  return new X509Certificate(readFileSync(file)).raw
}

const rsa = key('rsa', 'RSA')
const ecdsa = key('ecdsa', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256')
const pss = (hash: string): string[] => [`-${hash}`, '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']

const cases: Record<string, [key: string, signature: readonly string[], hash: string]> = {
  'RSA with SHA-1': [rsa, ['-sha1'], 'sha256'],
  'RSA with SHA-224': [rsa, ['-sha224'], 'sha224'],
  'RSA with SHA-256': [rsa, ['-sha256'], 'sha256'],
  'RSA with SHA-384': [rsa, ['-sha384'], 'sha384'],
  'RSA with SHA-512': [rsa, ['-sha512'], 'sha512'],
  'ECDSA with SHA-256': [ecdsa, ['-sha256'], 'sha256'],
  'ECDSA with SHA-384': [ecdsa, ['-sha384'], 'sha384'],
  'ECDSA with SHA-512': [ecdsa, ['-sha512'], 'sha512'],
  'RSASSA-PSS with SHA-256': [rsa, pss('sha256'), 'sha256'],
  'RSASSA-PSS with SHA-512': [rsa, pss('sha512'), 'sha512'],
  'RSASSA-PSS with SHA-1': [rsa, pss('sha1'), 'sha256'],
}

t.test('each signature calls for its hash, MD5 and SHA-1 for SHA-256', { skip: withoutOpenssl }, async (t) => {
  for (const [name, [keyFile, signature, hash]] of Object.entries(cases)) {
    const der = certificate(name.replaceAll(' ', '-'), keyFile, signature)
    t.same(channelBindingOf(der), channelBindingOfHash(createHash(hash).update(der).digest()), name)
  }
})

t.test('a signature without a hash of its own has no binding', { skip: withoutOpenssl }, async (t) => {
  t.equal(channelBindingOf(certificate('ed25519', key('ed25519', 'ED25519'), [])), undefined)
})

t.test('what is no certificate is refused with the typed error', async (t) => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('nonsense'), Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)]) {
    t.throws(() => channelBindingOf(bytes), ProtocolSyntaxError)
  }
})
