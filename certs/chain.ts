// Puts certificates and a key together: the leaf that the key belongs to, then its issuers, without the root.

import type { KeyObject, X509Certificate } from 'node:crypto'
import type { KeyPair } from '../base/key-pair.ts'

/**
 * The key pair of a heap of certificates and a key. What belongs to neither is left out: PFX exports often carry the
 * root, and sometimes certificates of others. Undefined when no certificate belongs to the key.
 */
export function keyPairOf(certificates: readonly X509Certificate[], key: KeyObject): KeyPair | undefined {
  const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key))
  if (leaf === undefined) return undefined
  const chain = [leaf]
  for (let last = leaf; !isSelfIssued(last); ) {
    const issuer = certificates.find((candidate) => !chain.includes(candidate) && last.checkIssued(candidate))
    if (issuer === undefined || isSelfIssued(issuer)) break
    chain.push(issuer)
    last = issuer
  }
  return {
    certificate: chain.map((certificate) => certificate.toString()).join(''),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** Whether a certificate names itself as its issuer. (Node's `checkIssued` wants the right to sign others as well.) */
export function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer
}

/** Subject or issuer in one line, most special part first: `CN=mail.contoso.com, O=Contoso`. */
export function nameLine(name: string): string {
  // Node gives one part a line, most general part first.
  return name.split('\n').reverse().join(', ')
}
