import type { FailureCause } from '../base/failure-cause.ts'
import type { EdgePlan } from '../topology/edge-plan.ts'
import { mayTrail, mayTrailPlainly } from './headers/index.ts'

/** What a client may do within the body of a request. */
export interface BodyLimits {
  /** Milliseconds without a byte, before an answer has begun. */
  readonly silence: number
  readonly bytes: number
  /** Which fields of its trailer go on. */
  readonly mayTrail: (field: readonly [string, string]) => boolean
}

/** The limits of bodies that are no channels. */
export function bodyLimits({ limits, timeouts, underscores }: EdgePlan): BodyLimits {
  return {
    silence: timeouts.body,
    bytes: limits.bodyBytes ?? Number.POSITIVE_INFINITY,
    mayTrail: underscores === 'keep' ? mayTrail : mayTrailPlainly,
  }
}

/** The limits of a channel: the silence that the farm allows to every answer that has begun. */
export function channelLimits(others: BodyLimits, idle: number): BodyLimits {
  return { ...others, silence: idle, bytes: Number.POSITIVE_INFINITY }
}

const faults: { readonly [Cause in FailureCause]?: string } = {
  'bad-request': 'The body of the request breaks the rules of HTTP',
  'request-timeout': 'The body of the request stands still',
  'request-too-large': 'The body of the request is too large',
}

/** A sentence on what is wrong with the body of a request; undefined for causes that are the server's. */
export function bodyFault(cause: FailureCause, what: string): string | undefined {
  const fault = faults[cause]
  return fault === undefined ? undefined : `${fault}: ${what}.`
}
