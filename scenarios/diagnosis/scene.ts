// What a diagnosis looks at.

import type { HopKind, HopRecord } from '../../base/trace.ts'
import type { VdirName } from '../../topology/schema/exchange.ts'
import type { Diagnosis, Mismatch } from '../result.ts'
import type { Observation } from '../steps/types.ts'

/** A step that did not pass, as its rules look at it. */
export interface Scene {
  readonly observation: Observation
  readonly mismatches: readonly Mismatch[]
  /** Name of the application pool that serves a vdir of a host; undefined when that host is no Exchange server. */
  readonly poolOf: (host: string, vdir: VdirName) => string | undefined
  /** One hop of each kind, see `outermostHops`. */
  readonly hops: ReadonlyMap<HopKind, HopRecord>
}

/** One rule of the diagnosis: an explanation, or undefined when it has none for this scene. */
export type Explain = (scene: Scene) => Diagnosis | undefined

/** The host name of a URL's authority, without the port. */
export const hostOf = (authority: string): string => authority.replace(/:\d+$/, '').toLowerCase()

/** The path of a request target, without the query, in lower case, as IIS compares it. */
export const pathOf = (target: string): string => target.replace(/[?#].*$/, '').toLowerCase()
