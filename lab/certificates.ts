// The lab's authorities and certificates, made side by side before anything listens.

import type { KeyPair } from '../base/key-pair.ts'
import { createAuthority, createKeyStore, type KeyStore, makeCertificate, selfSigned } from '../certs/index.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import type { CertificateSettings } from '../topology/schema/topology.ts'

export interface LabCertificates {
  /** PEM of the lab's public CA. */
  readonly ca: string
  /** The topology's certificates by name. */
  readonly named: ReadonlyMap<string, KeyPair>
  /** Exchange's and Essentials' own self-signed certificates by host. */
  readonly ownOf: ReadonlyMap<string, KeyPair>
  /** One more certificate, with settings as a topology has them. */
  make(name: string, settings: CertificateSettings): Promise<KeyPair>
}

/** @param keyDirectory where private keys are kept between runs; the user's cache directory when undefined */
export async function makeLabCertificates(plan: LabPlan, keyDirectory: string | undefined): Promise<LabCertificates> {
  const keyStore = keyStoreOf(keyDirectory)
  const context = { publicAuthority: await createAuthority({ commonName: 'Bridgehead Lab Public CA', keyStore }) }
  const servers = [...plan.exchangeServers, ...plan.essentialsServers]
  const [named, own] = await Promise.all([
    Promise.all(
      [...plan.certificates.values()].map(
        async (certificate) => [certificate.name, await makeCertificate(certificate, context)] as const,
      ),
    ),
    Promise.all(
      servers.map(
        async ({ host, fqdn }) => [host, await selfSigned({ keyStore, fqdn, netbios: host.toUpperCase() })] as const,
      ),
    ),
  ])
  return {
    ca: context.publicAuthority.certificate,
    named: new Map(named),
    ownOf: new Map(own),
    make: (name, settings) => makeCertificate({ name, settings }, context),
  }
}

// One store for each directory: labs that start side by side then wait for one making of a key instead of each making it.
const keyStores = new Map<string | undefined, KeyStore>()

function keyStoreOf(directory: string | undefined): KeyStore {
  const known = keyStores.get(directory)
  if (known !== undefined) return known
  const store = createKeyStore(directory === undefined ? {} : { directory })
  keyStores.set(directory, store)
  return store
}
