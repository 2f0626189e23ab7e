import type { HopRecord } from '../../../base/trace.ts'
import type { ActionContext, Credentials } from '../../types.ts'
import type { Step } from '../step.ts'

/** The world of one client action within a step; `hops` takes what the client itself saw. */
export function actionContext(
  { world }: Step,
  hops: HopRecord[],
  account: Credentials | undefined = world.account,
  overrides: Partial<ActionContext> = {},
): ActionContext {
  return {
    from: world.from,
    as: account,
    signal: AbortSignal.any([world.signal, AbortSignal.timeout(world.timeout)]),
    record: (hop) => {
      hops.push(hop)
      world.record(hop)
    },
    whenHeld: world.whenHeld ?? (() => new Promise<never>(() => {})),
    established: () => {},
    ...overrides,
  }
}

/** The trace of the last request; empty where nobody keeps one. */
export async function traceOf({ world }: Step, requestId: string | undefined): Promise<readonly HopRecord[]> {
  return requestId === undefined || world.trace === undefined ? [] : world.trace(requestId)
}
