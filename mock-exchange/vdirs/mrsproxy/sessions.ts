// Mailboxes that the other end has opened. A session belongs to one Back End server and ends there: with the operation, after
// twenty quiet minutes (reference section 2.10), or with the application pool. The move itself does not end with it.

import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { MrsFault } from './errors.ts'

/** MaxMRSConnections of the real service's configuration (reference section 2.10). */
export const mostSessions = 100
/** Milliseconds on the lab's clock. */
const idleLimit = 20 * 60_000

export interface MrsSession {
  readonly id: string
  readonly role: 'source' | 'destination'
  readonly mailbox: Mailbox
  /** Who has opened it; for everybody else it does not exist. */
  readonly caller: UserPlan
  /** GUID of the move, by which a destination knows what it has already taken in. */
  readonly moveId: string
}

interface Kept {
  readonly session: MrsSession
  cancelTimer: () => void
}

export class MrsSessions {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws MrsFault ConnectionLimitTransient */
  open(given: Omit<MrsSession, 'id'>): MrsSession {
    if (this.#kept.size >= mostSessions) {
      throw new MrsFault(
        'ConnectionLimitTransient',
        'The Mailbox Replication Proxy service cannot process this request because it has reached the maximum number of active MRS connections allowed.',
      )
    }
    const session = { ...given, id: randomUUID() }
    this.#kept.set(session.id, { session, cancelTimer: this.#expire(session.id) })
    return session
  }

  /** The caller's session of an id, which is used now. @throws MrsFault SessionNotFoundTransient */
  use(id: string, caller: UserPlan): MrsSession {
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.session.caller !== caller) {
      throw new MrsFault('SessionNotFoundTransient', `The session ${id} is not known here; open the mailbox again.`)
    }
    kept.cancelTimer()
    kept.cancelTimer = this.#expire(id)
    return kept.session
  }

  /** Ends a session; does nothing for one that is unknown, or not the caller's. */
  close(id: string, caller: UserPlan): void {
    if (this.#kept.get(id)?.session.caller === caller) this.#end(id)
  }

  #end(id: string): void {
    this.#kept.get(id)?.cancelTimer()
    this.#kept.delete(id)
  }

  /** Ends all of them, as a recycle of the pool does. */
  clear(): void {
    for (const id of [...this.#kept.keys()]) this.#end(id)
  }

  #expire(id: string): () => void {
    return this.#clock.after(idleLimit, () => this.#end(id))
  }
}
