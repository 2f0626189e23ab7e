// The secrets that sign the affinity cookies of an edge's farms.

import { failure } from '../base/errors.ts'
import { loadPassphrase } from '../certs/index.ts'
import type { EdgePlan } from '../topology/edge-plan.ts'
import { shortestSecret } from '../topology/schema/affinity.ts'

/**
 * Reads the secrets of all farms that have one, by farm name.
 * @throws BH_ERR_CERT_FILE, or BH_ERR_AFFINITY_SECRET for a file with too little in its first line
 */
export async function loadAffinitySecrets(plan: EdgePlan): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>()
  for (const { name: farm, affinity } of plan.farms.values()) {
    const { secret, secretFile } = affinity?.cookie ?? {}
    if (secret !== undefined) secrets.set(farm, secret)
    else if (secretFile !== undefined) secrets.set(farm, await read(secretFile, plan.name, farm))
  }
  return secrets
}

async function read(file: string, edge: string, farm: string): Promise<string> {
  const secret = await loadPassphrase(file)
  if (secret.length < shortestSecret)
    throw failure('BH_ERR_AFFINITY_SECRET', { edge, farm, file, least: shortestSecret })
  return secret
}
