// The lab's certificate authorities: one that its clients trust, and others that nobody does.

import { createPublicKey, type KeyObject } from 'node:crypto'
import { buildCertificate, keyIdentifier } from './build.ts'
import { keepCertificate } from './kept.ts'
import type { KeyStore } from './key-store.ts'
import { inDays } from './period.ts'

/** An authority that can sign. `certificate` is the PEM that clients are to trust, or not. */
export interface Authority {
  readonly certificate: string
  readonly keyIdentifier: Buffer
  readonly signingKey: KeyObject
  readonly keyStore: KeyStore
}

/** What makes an authority. */
export interface AuthorityOptions {
  /** `Bridgehead Lab Public CA`, say. The authority of a name is the same in every run that shares the key store. */
  readonly commonName: string
  readonly keyStore: KeyStore
}

/** An authority that signs for ten years from yesterday; the key store keeps its key and certificate between runs. */
export async function createAuthority({ commonName, keyStore }: AuthorityOptions): Promise<Authority> {
  const slot = `authority ${commonName}`
  const { object: signingKey } = await keyStore.key(slot)
  const publicKey = createPublicKey(signingKey)
  const identifier = keyIdentifier(publicKey)
  const subject = { organization: 'Bridgehead', commonName }
  const period = { validFrom: inDays(-1), validTo: inDays(3652) }
  const certificate = await keepCertificate({ keyStore, slot, publicKey, period, details: [] }, () =>
    buildCertificate({
      subject,
      names: [],
      authority: true,
      publicKey,
      ...period,
      signingKey,
      issuerKeyIdentifier: identifier,
    }),
  )
  return { certificate, keyIdentifier: identifier, signingKey, keyStore }
}
