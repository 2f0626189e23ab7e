// Session contexts of MAPI over HTTP ([MS-OXCMAPIHTTP] 3.2.1): what the cookies MapiContext and MapiSequence stand for.

import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { RopSession } from '../../rop/session.ts'

/** X-ExpirationInfo, milliseconds: a session that is not used for so long is dropped. */
export const sessionLifetime = 900_000

/** How often, at most, sessions that nobody asks for any more are looked for; milliseconds. */
const sweepInterval = 60_000

export type Endpoint = 'emsmdb' | 'nspi'

export interface Session {
  readonly id: string
  readonly endpoint: Endpoint
  readonly user: UserPlan
  /** What the store remembers of an emsmdb session. */
  readonly rops: RopSession | undefined
  /** Aborted when the application pool is recycled, which forgets all sessions. */
  readonly pool: AbortSignal
  /** Value of MapiSequence that the next request must show. */
  sequence: string
  lastUsed: number
  /** Ends the NotificationWait that is held: a session has one at a time. */
  endWait: (() => void) | undefined
}

/** What a new session begins with. */
type NewSession = Pick<Session, 'endpoint' | 'user' | 'rops' | 'pool'>

export class Sessions {
  readonly #clock: Clock
  readonly #sessions = new Map<string, Session>()
  #opened = 0
  #sweptAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#sweptAt = clock.now()
  }

  open(given: NewSession): Session {
    this.#sweep()
    const id = randomBytes(24).toString('base64url')
    const session: Session = { ...given, id, sequence: '', lastUsed: this.#clock.now(), endWait: undefined }
    this.#opened += 1
    this.advance(session)
    this.#sessions.set(id, session)
    return session
  }

  /** The session of a MapiContext cookie; undefined when it was never opened, was closed or has expired. */
  find(id: string, endpoint: Endpoint): Session | undefined {
    const session = this.#sessions.get(id)
    if (session === undefined || session.endpoint !== endpoint) return undefined
    if (this.#isAlive(session)) {
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

  close({ id, rops, endWait }: Session): void {
    this.#sessions.delete(id)
    endWait?.()
    rops?.close()
  }

  #isAlive({ lastUsed, pool }: Session): boolean {
    return !pool.aborted && this.#clock.now() - lastUsed <= sessionLifetime
  }

  #sweep(): void {
    const now = this.#clock.now()
    if (now - this.#sweptAt < sweepInterval) return
    this.#sweptAt = now
    for (const session of [...this.#sessions.values()]) if (!this.#isAlive(session)) this.close(session)
  }
}
