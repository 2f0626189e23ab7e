// Certificates kept beside their keys, so that a second start neither signs nor loads node-forge.

import { createHash, type KeyObject } from 'node:crypto'
import type { KeyStore } from './key-store.ts'
import { isFresh, type Period, periodKind } from './period.ts'

/** What a kept certificate must have been made for, to be the one wanted. */
export interface KeptCertificate {
  readonly keyStore: KeyStore
  readonly slot: string
  readonly publicKey: KeyObject
  readonly period: Period
  /** All else that the certificate is made of: its names, its issuer. */
  readonly details: readonly string[]
}

/** The certificate kept for exactly this key, these details and this kind of period; else a new one, then kept. */
export function keepCertificate(wanted: KeptCertificate, make: () => Promise<string>): Promise<string> {
  const { keyStore, slot, publicKey, period, details } = wanted
  const key = publicKey.export({ type: 'spki', format: 'pem' })
  const made = JSON.stringify([key, periodKind(period), ...details])
  const digest = createHash('sha256').update(made).digest('hex')
  return keyStore.keep(`${slot} ${digest}`, (pem) => isFresh(pem, period), make)
}
