// Session contexts of MAPI over HTTP ([MS-OXCMAPIHTTP] 3.2.1): what the cookies MapiContext and MapiSequence stand for.

import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'

/** X-ExpirationInfo, milliseconds: a session that is not used for so long is dropped. */
export const sessionLifetime = 900_000

export type Endpoint = 'emsmdb' | 'nspi'

export interface Session {
  readonly id: string
  readonly endpoint: Endpoint
  readonly user: UserPlan
  /** Value of MapiSequence that the next request must show. */
  sequence: string
  lastUsed: number
}

export class Sessions {
  readonly #clock: Clock
  readonly #sessions = new Map<string, Session>()
  #opened = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  open(endpoint: Endpoint, user: UserPlan): Session {
    const id = randomBytes(24).toString('base64url')
    const session: Session = { id, endpoint, user, sequence: '', lastUsed: this.#clock.now() }
    this.#opened += 1
    this.advance(session)
    this.#sessions.set(id, session)
    return session
  }

  /** The session of a MapiContext cookie; undefined when it was never opened, was closed or has expired. */
  find(id: string, endpoint: Endpoint): Session | undefined {
    const session = this.#sessions.get(id)
    if (session === undefined || session.endpoint !== endpoint) return undefined
    if (this.#clock.now() - session.lastUsed <= sessionLifetime) {
      session.lastUsed = this.#clock.now()
      return session
    }
    this.close(session)
    return undefined
  }

  /** Gives the session its next sequence cookie; the one before is no longer taken. */
  advance(session: Session): void {
    session.sequence = `${this.#opened}-${randomBytes(4).toString('base64url')}`
  }

  close({ id }: Session): void {
    this.#sessions.delete(id)
  }
}
