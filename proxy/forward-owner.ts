import type { FailureCause } from '../base/failure-cause.ts'
import type { ClientSide } from './client-side.ts'
import type { ActivePlan, EdgeRun } from './edge-run.ts'
import type { ReadRequest } from './read-request.ts'
import type { Trail } from './trail.ts'

/** The exchange that is forwarded. */
export interface ForwardOwner {
  readonly run: EdgeRun
  readonly active: ActivePlan
  readonly client: ClientSide
  readonly request: ReadRequest
  readonly trail: Trail
  /** It cannot be served, and nothing of an answer went out yet. */
  fail(cause: FailureCause, sentence: string): void
  /** All is over. `keep`: the client's connection may go on; undefined: it is not the exchange's any more. */
  over(keep: boolean | undefined): void
}
