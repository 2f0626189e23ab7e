// The channel binding `tls-server-end-point` (RFC 5929 section 4) as NTLM carries it in AV pair 0x0A.
//
//   certificate ──hash by its own signature algorithm──▶ "tls-server-end-point:" + hash ──▶ MD5 of the GSS structure

import { createHash } from 'node:crypto'
import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { type DerElement, readDer, readDerList } from './der.ts'

/** Hash algorithms by OID in hex. MD5 and SHA-1 are replaced by SHA-256 (RFC 5929 section 4.1). */
const hashes: Readonly<Record<string, string>> = {
  '2a864886f70d0205': 'sha256',
  '2b0e03021a': 'sha256',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
  '608648016503040204': 'sha224',
}

/** Signature algorithms by OID in hex, each with the hash that it uses: RSA PKCS #1, ECDSA, DSA. */
const hashOfSignature: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'sha256',
  '2a864886f70d010105': 'sha256',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a864886f70d01010e': 'sha224',
  '2a8648ce3d0401': 'sha256',
  '2a8648ce3d040301': 'sha224',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2a8648ce380403': 'sha256',
  '608648016503040301': 'sha224',
  '608648016503040302': 'sha256',
}

/** RSASSA-PSS, which names its hash in a parameter (RFC 4055 section 3.1). */
const rsaPss = '2a864886f70d01010a'

/**
 * What AV pair 0x0A holds for a TLS session in which the server showed this certificate (DER): MD5 of a
 * gss_channel_bindings_struct with `tls-server-end-point` (MS-NLMP 2.2.2.1, RFC 5929). Undefined for a certificate whose
 * signature uses no hash of its own, or several (Ed25519): RFC 5929 4.1 defines no binding for it.
 * @throws ProtocolSyntaxError when the bytes are no DER certificate.
 */
export function channelBindingOf(certificate: Uint8Array): Buffer | undefined {
  const [, signatureAlgorithm] = readDerList(readDer(new ByteReader('SPNEGO', certificate)).content)
  const hash = signatureAlgorithm === undefined ? undefined : hashNameOf(readDerList(signatureAlgorithm.content))
  return hash === undefined ? undefined : channelBindingOfHash(createHash(hash).update(certificate).digest())
}

function hashNameOf([algorithm, parameters]: readonly DerElement[]): string | undefined {
  const oid = algorithm?.content.toString('hex') ?? ''
  if (oid !== rsaPss) return hashOfSignature[oid]
  const tagged = parameters === undefined ? undefined : readDerList(parameters.content).find(({ tag }) => tag === 0xa0)
  // Without the parameter it is SHA-1, which counts as SHA-256.
  if (tagged === undefined) return 'sha256'
  const [identifier] = readDerList(tagged.content)
  const [name] = identifier === undefined ? [] : readDerList(identifier.content)
  return hashes[name?.content.toString('hex') ?? '']
}

/** The same from the hash of the certificate. */
export function channelBindingOfHash(certificateHash: Uint8Array): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), certificateHash])
  const structure = new ByteWriter().zeros(16).u32(data.length).put(data).end()
  return createHash('md5').update(structure).digest()
}
