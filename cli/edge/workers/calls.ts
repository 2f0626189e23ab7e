import type { ErrorCode } from '../../../base/errors.ts'
import type { AdminState, EdgeSetup, ServerState } from '../../../proxy/index.ts'
import type { MetricsSnapshot } from '../../../proxy/metrics/index.ts'
import type { EdgeAtWork, EdgeOrder } from '../edge-at-work.ts'

/** A state that an administrator gave a server. */
export interface StateChange {
  readonly farm: string
  readonly server: string
  readonly state: AdminState
}

/** What the primary may ask of a worker, by name: what it sends along, and what it gets back. */
export interface WorkerCalls {
  readonly start: { readonly sent: EdgeOrder; readonly got: EdgeAtWork['listeners'] }
  readonly reload: { readonly sent: EdgeSetup; readonly got: undefined }
  readonly servers: { readonly sent: undefined; readonly got: readonly ServerState[] }
  readonly metrics: { readonly sent: undefined; readonly got: MetricsSnapshot }
  readonly setServerState: { readonly sent: StateChange; readonly got: undefined }
  readonly reopenLog: { readonly sent: undefined; readonly got: undefined }
  /** Drains for at most so many milliseconds; the worker ends by itself after its answer. */
  readonly close: { readonly sent: number; readonly got: undefined }
}

export type CallName = keyof WorkerCalls

/** A call on its way to a worker. */
export type Call = {
  readonly [Name in CallName]: {
    readonly number: number
    readonly name: Name
    readonly sent: WorkerCalls[Name]['sent']
  }
}[CallName]

/** What came of it. Of an error that the catalogue does not know, only the message is left. */
export interface CallAnswer {
  readonly number: number
  readonly got?: unknown
  readonly error?: { readonly code: ErrorCode | undefined; readonly exitCode: number; readonly message: string }
}

/** Whether a message between processes is such an answer: the cluster module sends messages of its own. */
export function isAnswer(message: unknown): message is CallAnswer {
  return typeof message === 'object' && message !== null && 'number' in message && !('name' in message)
}

/** Whether a message between processes is such a call. */
export function isCall(message: unknown): message is Call {
  return typeof message === 'object' && message !== null && 'number' in message && 'name' in message
}
