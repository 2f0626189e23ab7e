import { createHash } from 'node:crypto'
import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { readDer, readDerList } from './der.ts'

/** Signature algorithms (OID in hex) that call for a stronger hash than SHA-256; RSA first, then ECDSA. */
const strongerHashes: Readonly<Record<string, string>> = {
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
}

/**
 * What AV pair 0x0A holds for a TLS session in which the server showed this certificate (DER): MD5 of a
 * gss_channel_bindings_struct with `tls-server-end-point` (reference exchange-protocols.md 3.4).
 * The certificate is hashed with SHA-256, or with the hash of its own signature if that is stronger (RFC 5929 4.1).
 * @throws ProtocolSyntaxError when the bytes are no DER certificate.
 */
export function channelBindingOf(certificate: Uint8Array): Buffer {
  const [, signatureAlgorithm] = readDerList(readDer(new ByteReader('SPNEGO', certificate)).content)
  const [algorithm] = signatureAlgorithm ? readDerList(signatureAlgorithm.content) : []
  const hash = strongerHashes[algorithm?.content.toString('hex') ?? ''] ?? 'sha256'
  return channelBindingOfHash(createHash(hash).update(certificate).digest())
}

/** The same from the hash of the certificate. */
export function channelBindingOfHash(certificateHash: Uint8Array): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:', 'latin1'), certificateHash])
  const structure = new ByteWriter().zeros(16).u32(data.length).put(data).end()
  return createHash('md5').update(structure).digest()
}
