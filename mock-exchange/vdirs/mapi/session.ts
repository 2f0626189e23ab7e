// Session contexts of MAPI over HTTP ([MS-OXCMAPIHTTP] 3.2.1): what the cookies MapiContext and MapiSequence stand for.

import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { RopSession } from '../../rop/session.ts'

/** X-ExpirationInfo, milliseconds: a session that is not used for so long is dropped. */
export const sessionLifetime = 900_000

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
interface NewSession extends Pick<Session, 'user' | 'pool'> {
  /** Opens the session of ROPs of the emsmdb endpoint; without it the session is one with the address book. */
  readonly openRops?: () => RopSession
}

export class Sessions {
  readonly #clock: Clock
  readonly #mostBindings: number
  readonly #sessions = new Map<string, Session>()
  #opened = 0

  /**
   * @param mostBindings sessions with the address book that one user may have at once: 50 by default, as domain controllers
   * have it (verified, Microsoft KB 949469) and Exchange's own address book after them (recalled). Those with the store have
   * a limit of their own.
   */
  constructor(clock: Clock, mostBindings: number) {
    this.#clock = clock
    this.#mostBindings = mostBindings
  }

  /** @throws MapiError when the user has as many sessions as may be */
  open({ user, pool, openRops }: NewSession): Session {
    this.#sweep()
    if (openRops === undefined) this.#checkBindings(user)
    const session: Session = {
      id: randomBytes(24).toString('base64url'),
      endpoint: openRops === undefined ? 'nspi' : 'emsmdb',
      user,
      rops: openRops?.(),
      pool,
      sequence: '',
      lastUsed: this.#clock.now(),
      endWait: undefined,
    }
    this.#opened += 1
    this.advance(session)
    this.#sessions.set(session.id, session)
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

  /** Closes what has expired or was lost with its application pool, before limits are held against what is open. */
  #sweep(): void {
    for (const session of [...this.#sessions.values()]) if (!this.#isAlive(session)) this.close(session)
  }

  /** @throws MapiError loginFailure */
  #checkBindings(user: UserPlan): void {
    let bound = 0
    for (const session of this.#sessions.values()) if (session.endpoint === 'nspi' && session.user === user) bound += 1
    if (bound < this.#mostBindings) return
    throw new MapiError(
      mapiErrors.loginFailure,
      `a user has ${this.#mostBindings} sessions with the address book at most`,
    )
  }
}
