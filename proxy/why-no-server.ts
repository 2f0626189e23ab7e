import { CauseError, type FailureCause, failureCause, failureCauses } from '../base/failure-cause.ts'
import type { Farm } from './farm.ts'
import { isFull, type Member } from './member.ts'
import type { Trail } from './trail.ts'

/** Why no server of a farm is in use, server by server. */
export function whyNone({ plan, members }: Farm): string {
  return `No server of farm ${plan.name} is healthy and in service. ${members.map(whyNot).join(' ')}`
}

/** Why a request gets no server of a farm though some are in use. @param what becomes of waiting for one */
export function whyOverloaded({ plan, members }: Farm, what: string): string {
  const full = members.filter(isFull).map((member) => `${member.plan.name} (${member.plan.maxRequests})`)
  return `Every server of farm ${plan.name} in use has as many requests under way as it may have: ${full.join(', ')}; ${what}.`
}

/** What went wrong with the server that a request went to, in a sentence. @param what `it closed the connection` */
export function ofServer({ farm, server }: Pick<Trail, 'farm' | 'server'>, what: string): string {
  return `Server ${server} of farm ${farm}: ${what}.`
}

function whyNot({ plan, reason, state }: Member): string {
  return `${plan.name}: ${state === 'available' ? (reason ?? 'unhealthy.') : `its state is ${state}.`}`
}

/** Why a server cannot be reached: the cause, and words that follow "server cas1: ". */
export function whyUnreachable(error: unknown): { readonly cause: FailureCause; readonly what: string } {
  const cause = failureCause(error)
  return { cause, what: error instanceof CauseError ? error.message : failureCauses[cause] }
}
