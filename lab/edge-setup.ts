// An edge's plan with its files read and its certificates in PEM: what `proxy/` runs.

import type { KeyPair } from '../base/key-pair.ts'
import { loadAuthorities, loadKeyPair } from '../certs/index.ts'
import type { EdgeSetup } from '../proxy/index.ts'
import type { CertificateSource, EdgePlan } from '../topology/edge-plan.ts'
import { loadAffinitySecrets } from './affinity-secrets.ts'

export interface EdgeMaterial {
  /** Certificates of the topology by name; none for an edge file. */
  readonly named?: ReadonlyMap<string, KeyPair>
  /** PEM authorities for bridging farms that name no file of their own; the system's when absent. */
  readonly authorities?: readonly string[]
}

/**
 * Reads what the plan names.
 * @throws the certificate errors of `certs/`, each naming the file, and BH_ERR_AFFINITY_SECRET
 */
export async function loadEdgeSetup(plan: EdgePlan, { named, authorities }: EdgeMaterial): Promise<EdgeSetup> {
  const certificates = await Promise.all(
    plan.listeners.map(({ tls }) => Promise.all((tls?.certificates ?? []).map((source) => keyPairOf(source, named)))),
  )
  const clientAuthorities = await Promise.all(
    plan.listeners.map(async ({ tls }) =>
      tls?.clientCertificates === undefined ? undefined : loadAuthorities(tls.clientCertificates.ca),
    ),
  )
  const trust = new Map<string, readonly string[]>()
  for (const farm of plan.farms.values()) {
    if (farm.tls === undefined && !farm.passthrough) continue
    const own = farm.tls?.ca === undefined ? authorities : await loadAuthorities(farm.tls.ca)
    if (own !== undefined) trust.set(farm.name, own)
  }
  const affinitySecrets = await loadAffinitySecrets(plan)
  return { plan, certificates, clientAuthorities, authorities: trust, affinitySecrets }
}

async function keyPairOf(source: CertificateSource, named: ReadonlyMap<string, KeyPair> | undefined): Promise<KeyPair> {
  if (source.kind !== 'named') return loadKeyPair(source)
  const pair = named?.get(source.name)
  if (pair === undefined) throw new Error(`The plan names a certificate "${source.name}" that the lab has not made.`)
  return pair
}

/** The files that a plan names beside itself: whatever `loadEdgeSetup` reads. */
export function filesOf(plan: EdgePlan): readonly string[] {
  const ofListeners = plan.listeners.flatMap(({ tls }) => [
    ...(tls?.certificates ?? []).flatMap(filesOfCertificate),
    tls?.clientCertificates?.ca,
  ])
  const ofFarms = [...plan.farms.values()].flatMap(({ affinity, tls }) => [tls?.ca, affinity?.cookie?.secretFile])
  return [...new Set([...ofListeners, ...ofFarms])].filter((file) => file !== undefined)
}

function filesOfCertificate(source: CertificateSource): readonly (string | undefined)[] {
  switch (source.kind) {
    case 'named':
      return []
    case 'pfx':
      return [source.pfx, source.passphraseFile]
    case 'pem':
      return [source.cert, source.key]
  }
}
