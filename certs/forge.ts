// node-forge writes ASN.1; RSA itself is done by node:crypto, which signs in 1 ms what forge signs in 60.

import { type KeyObject, sign } from 'node:crypto'
import type forgeModule from 'node-forge'

/** The module node-forge, once loaded. */
export type Forge = typeof forgeModule

/** node-forge, loaded on first use: it takes 50 ms, which a lab whose certificates are all cached does not have to pay. */
export async function loadForge(): Promise<Forge> {
  return (await import('node-forge')).default
}

/**
 * Signs a certificate or request that forge has laid out (SEQUENCE of content, algorithm, signature) with SHA-256 and
 * RSA; gives its DER. The layout must name sha256WithRSAEncryption already.
 */
export function signLayout({ asn1 }: Forge, layout: forgeModule.asn1.Asn1, key: KeyObject): Buffer {
  const [content, algorithm] = layout.value as forgeModule.asn1.Asn1[]
  if (content === undefined || algorithm === undefined) throw new Error('forge laid out nothing to sign')
  const toBeSigned = Buffer.from(asn1.toDer(content).getBytes(), 'binary')
  // The byte before the signature says how many bits of the last byte are unused.
  const bits = `\0${sign('sha256', toBeSigned, key).toString('binary')}`
  const signature = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.BITSTRING, false, bits)
  const whole = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [content, algorithm, signature])
  return Buffer.from(asn1.toDer(whole).getBytes(), 'binary')
}

/** A public RSA key as forge holds it. */
export function forgePublicKey(forge: Forge, key: KeyObject): forgeModule.pki.rsa.PublicKey {
  return forge.pki.publicKeyFromPem(key.export({ type: 'spki', format: 'pem' }).toString())
}
