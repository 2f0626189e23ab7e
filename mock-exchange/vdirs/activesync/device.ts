// A partnership: what the server knows of one device of one user.

import type { DeviceAccess } from '../../../topology/schema/activesync.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { SyncState } from './sync-state.ts'

/** DeviceAccessState and DeviceAccessStateReason of Get-MobileDevice. */
export interface DeviceStanding {
  readonly state: 'allowed' | 'quarantined' | 'blocked' | 'discovery'
  readonly reason: 'Global' | 'Individual' | 'DeviceRule'
}

/** Where a remote wipe stands: asked for by an administrator, told to the device, done. */
export type WipeState = 'none' | 'pending' | 'sent' | 'done'

export class Device {
  readonly id: string
  readonly type: string
  /** The mailbox of the user that it belongs to. */
  readonly owner: Mailbox
  /** Milliseconds since 1970, on the lab's clock. */
  readonly firstSync: number
  userAgent = ''
  protocolVersion = ''
  /** What it told of itself (DeviceInformation): Model, OS, FriendlyName … */
  readonly information = new Map<string, string>()
  /** Keys of the policy, as numbers in text; undefined before they are given out. */
  readonly policy: { temporary: string | undefined; final: string | undefined } = {
    temporary: undefined,
    final: undefined,
  }
  wipe: WipeState = 'none'
  /** Access that an administrator gave to this very device. */
  individual: DeviceAccess | undefined
  /** What it sees in place of its owner's mailbox, while it is not allowed. */
  shownInstead: Mailbox | undefined
  /** Messages sent, by ClientId: one that is repeated is not sent again ([MS-ASCMD] 2.2.3.28.2). */
  readonly sentIds = new Set<string>()
  #standing: DeviceStanding | undefined
  readonly #counters = new Map<string, number>()
  readonly #waiting = new Set<() => void>()
  #state: SyncState

  constructor(given: { readonly id: string; readonly type: string; readonly owner: Mailbox; readonly now: number }) {
    this.id = given.id
    this.type = given.type
    this.owner = given.owner
    this.firstSync = given.now
    this.#state = new SyncState(this.#nextKey)
  }

  /** What it has been told of folders and items. */
  get state(): SyncState {
    return this.#state
  }

  get standing(): DeviceStanding | undefined {
    return this.#standing
  }

  /** Puts it into another standing: it begins anew, with keys that it never had, and held requests end. */
  set standing(standing: DeviceStanding) {
    const begins = this.#standing !== undefined && this.#standing.state !== standing.state
    this.#standing = standing
    if (begins) this.beginAnew()
  }

  /** Forgets what it was told; its old keys are invalid. */
  beginAnew(): void {
    this.#state = new SyncState(this.#nextKey)
    for (const wake of [...this.#waiting]) wake()
  }

  /** Calls back when the device must begin anew; the answer takes the call back. */
  onAnew(callback: () => void): () => void {
    this.#waiting.add(callback)
    return () => {
      this.#waiting.delete(callback)
    }
  }

  /** Keys of one thing go on through every new beginning, so that no old one is valid by chance. */
  readonly #nextKey = (of: string): string => {
    const next = (this.#counters.get(of) ?? 0) + 1
    this.#counters.set(of, next)
    return String(next)
  }
}
