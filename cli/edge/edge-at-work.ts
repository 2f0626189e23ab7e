import type { AdminState, EdgeSetup, ServerState, StartedListener } from '../../proxy/index.ts'
import type { MetricsSnapshot } from '../../proxy/metrics/index.ts'
import type { LogFormatName } from '../access-log/index.ts'

/** What it takes to run the edge of `bridgehead proxy`, wherever that is. Plain data, for messages between processes. */
export interface EdgeOrder {
  readonly setup: EdgeSetup
  /** Access log; none when absent. */
  readonly log: { readonly target: string; readonly format: LogFormatName } | undefined
  /** For TLS session tickets, see EdgeSurroundings. */
  readonly ticketKeys: Buffer | undefined
}

/** The edge of `bridgehead proxy` at work, in this process or in several. Disposing ends it at once. */
export interface EdgeAtWork extends AsyncDisposable {
  readonly name: string
  readonly listeners: readonly StartedListener[]
  /** Whether it has begun to close. */
  readonly draining: boolean
  servers(): Promise<readonly ServerState[]>
  /** What edge and process have counted so far. */
  metrics(): Promise<MetricsSnapshot>
  /** As `StartedEdge.setServerState`. */
  setServerState(farm: string, server: string, state: AdminState): Promise<void>
  /** As `StartedEdge.reload`. */
  reload(setup: EdgeSetup): Promise<void>
  /** Opens the access log anew, for logrotate. */
  reopenLog(): void
  /** Drains for at most so many milliseconds, then closes. */
  close(drainMilliseconds: number): Promise<void>
}
