// The certificates of a topology: what its settings ask for, wrong ones on purpose included.

import type { KeyPair } from '../base/key-pair.ts'
import type { CertificatePlan } from '../topology/lab-plan.ts'
import type { CertificateSettings } from '../topology/schema/topology.ts'
import { type Authority, createAuthority } from './authority.ts'
import { loadKeyPair } from './files.ts'
import { issue, issueSelfSigned } from './issue.ts'
import { inDays, type Period } from './period.ts'

type IssuedSettings = Extract<CertificateSettings, { names: string[] }>

/** Who signs in a lab. */
export interface CertificateContext {
  /** The one that clients trust; its key store serves for all other keys as well. */
  readonly publicAuthority: Authority
}

/**
 * The key pair of a certificate of the topology: read from its file, or issued. With the same name in two topologies, two
 * certificates share a key but are otherwise their own.
 * @throws as `issue` and `loadKeyPair`.
 */
export async function makeCertificate(
  plan: CertificatePlan,
  { publicAuthority }: CertificateContext,
): Promise<KeyPair> {
  const { name, settings } = plan
  if ('pfx' in settings) {
    const { pfx, passphrase, passphraseFile } = settings
    return loadKeyPair({ kind: 'pfx', pfx, passphrase, passphraseFile })
  }
  const leaf = { names: settings.names, slot: `certificate ${name}`, ...periodOf(settings) }
  const { keyStore } = publicAuthority
  switch (settings.issuer) {
    case 'public-ca':
      return issue(publicAuthority, leaf)
    case 'unknown-ca':
      return issue(await createAuthority({ commonName: 'Bridgehead Unknown CA', keyStore }), leaf)
    case 'self-signed':
      return issueSelfSigned(keyStore, leaf)
  }
}

/** `validFrom` is how long ago; an expired certificate ended yesterday, one not yet valid begins in a month. */
function periodOf({ validFrom, expires }: IssuedSettings): Partial<Period> {
  const since = validFrom === undefined ? undefined : inDays(-validFrom / 86_400_000)
  switch (expires) {
    case 'valid':
      return since === undefined ? {} : { validFrom: since, validTo: inDays(397) }
    case 'expired': {
      const yesterday = inDays(-1)
      return { validFrom: since !== undefined && since < yesterday ? since : inDays(-398), validTo: yesterday }
    }
    case 'not-yet-valid':
      return { validFrom: inDays(30), validTo: inDays(30 + 397) }
  }
}
