// The affinity of a farm, with its defaults filled in.

import type { AffinityPlan } from '../edge-plan.ts'
import type { Path } from '../problems.ts'
import { type EdgeAffinity, usualHostName, usualSource } from '../schema/affinity.ts'
import type { Absolute } from './certificates.ts'
import type { Notes } from './notes.ts'

/** Where an affinity stands, and in what farm. */
export interface AffinityWorld {
  /** Of the field `affinity`. */
  readonly path: Path
  readonly passthrough: boolean
  readonly notes: Notes
  readonly absolute: Absolute
}

/** The plan of an affinity; undefined when all its forms are off. Notes what is missing and what excludes each other. */
export function planAffinity(affinity: EdgeAffinity, world: AffinityWorld): AffinityPlan | undefined {
  const { cookie, secret, secretFile, hostName = false, source = false } = affinity
  const { path, passthrough, notes, absolute } = world
  if (cookie === undefined && affinity.hostName === undefined && affinity.source === undefined) {
    notes.tell(path, 'affinity needs something to go by: cookie, hostName or source')
  }
  for (const [key, value] of Object.entries({ secret, secretFile })) {
    if (value !== undefined && cookie === undefined) {
      notes.tell([...path, key], `${key} signs a cookie; name one with cookie`, 'key')
    }
  }
  if (secret !== undefined && secretFile !== undefined) {
    notes.tell([...path, 'secret'], 'secret and secretFile exclude each other; keep secretFile', 'key')
  }
  // The edge cannot read or set a cookie within TLS that it passes through (finding BH-PASSTHROUGH-SETTINGS).
  const seen = passthrough ? undefined : cookie
  const plan: AffinityPlan = {
    cookie: seen === undefined ? undefined : { name: seen, secret, secretFile: secretFile && absolute(secretFile) },
    hostName: hostName === true ? usualHostName : hostName || undefined,
    source: source === true ? usualSource : source || undefined,
  }
  return Object.values(plan).every((form) => form === undefined) ? undefined : plan
}
