// The certificates of the edge tests: one authority, keys made once for a run of a file.

import type { KeyPair } from '../../base/key-pair.ts'
import { createAuthority, createKeyStore, issue } from '../../certs/index.ts'

export interface TestAuthority {
  /** PEM. */
  readonly certificate: string
  /** A certificate for these names; with days, valid from then to then, counted from today. */
  issue(names: readonly string[], days?: { readonly from: number; readonly to: number }): Promise<KeyPair>
}

/** @param directory where the keys are kept: a `t.testdir()` */
export async function testAuthority(directory: string, commonName = 'Edge Test CA'): Promise<TestAuthority> {
  const keyStore = createKeyStore({ directory })
  const authority = await createAuthority({ commonName, keyStore })
  const day = 86_400_000
  return {
    certificate: authority.certificate,
    issue: (names, days) =>
      issue(authority, {
        names,
        slot: 'any',
        ...(days === undefined
          ? {}
          : { validFrom: new Date(Date.now() + days.from * day), validTo: new Date(Date.now() + days.to * day) }),
      }),
  }
}
