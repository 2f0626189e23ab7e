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
  if (passthrough && cookie !== undefined) {
    const why = 'no cookie can be seen or set in TLS that is passed through'
    notes.tell([...path, 'cookie'], `cookie and passthrough exclude each other: ${why}; use source: true`, 'key')
  }
  const plan: AffinityPlan = {
    cookie: cookie === undefined ? undefined : { name: cookie, secret, secretFile: secretFile && absolute(secretFile) },
    hostName: hostName === true ? usualHostName : hostName || undefined,
    source: source === true ? usualSource : source || undefined,
  }
  return Object.values(plan).every((form) => form === undefined) ? undefined : plan
}
