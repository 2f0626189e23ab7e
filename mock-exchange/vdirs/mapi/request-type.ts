// A request type of MAPI over HTTP is one file in `request-types/` that exports one `MapiRequestType`, and one line in
// `request-types/index.ts`.

import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { MailboxStore } from '../../mailbox/store.ts'
import type { HeldCall } from '../held-request.ts'
import type { VdirContext } from '../types.ts'
import type { Endpoint, Session, Sessions } from './session.ts'

export interface MapiCall extends HeldCall {
  readonly endpoint: Endpoint
  readonly user: UserPlan
  readonly server: VdirContext
  readonly store: MailboxStore
  readonly body: Buffer
  readonly session: Session | undefined
  readonly sessions: Sessions
  /** Where the client reached the front end: scheme, host and port, without a slash at the end. */
  readonly origin: string
  /** Milliseconds between two PENDING beats. */
  readonly pendingPeriod: number
}

export interface MapiResult {
  readonly body: Buffer
  /** The session that the answer's cookies belong to; without one none are set. */
  readonly session?: Session | undefined
}

export interface MapiRequestType {
  /** Value of X-RequestType. */
  readonly name: string
  readonly endpoints: readonly Endpoint[]
  /**
   * What the request must show of its session: nothing, its context, or also the latest sequence. NotificationWait runs
   * beside the others, so it takes no part in the sequence.
   */
  readonly needs: 'nothing' | 'context' | 'sequence'
  /**
   * The answer; undefined when the signal was aborted first.
   * @throws ProtocolSyntaxError for a body that cannot be read; it becomes X-ResponseCode 12.
   */
  run(call: MapiCall): MapiResult | Promise<MapiResult | undefined>
}
