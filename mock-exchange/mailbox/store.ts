// All mailboxes of one organisation. Every server of a lab sees the same ones, wherever a request comes in.

import type { Clock } from '../../base/clock.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { MessageContent } from './item.ts'
import { Mailbox } from './mailbox.ts'
import { fillMailbox } from './seed.ts'
import { Transport } from './transport.ts'

/** What the store needs of the world; a `VdirContext` has it all. */
export interface Organisation {
  readonly clock: Clock
  readonly users: readonly UserPlan[]
  readonly domain: string
}

/** A user whose mailbox is in another organisation. */
interface Moved {
  readonly user: UserPlan
  readonly targetAddress: string
  arriving: Mailbox | undefined
}

export class MailboxStore {
  readonly transport: Transport
  readonly #organisation: Organisation
  readonly #moves = new Map<string, Moved>()
  #byAddress = new Map<string, Mailbox>()
  #byGuid = new Map<string, Mailbox>()

  constructor(organisation: Organisation) {
    this.#organisation = organisation
    const { clock, domain } = organisation
    this.transport = new Transport({
      domain,
      now: clock.now,
      byAddress: (address) => this.byAddress(address),
      isElsewhere: (address) => this.targetAddressOf(address) !== undefined,
    })
    this.reset()
  }

  /** All mailboxes as they were at the start; ids are the same again. Whoever waits on an old one hears no more. */
  reset(): void {
    const { users, clock, domain } = this.#organisation
    this.#moves.clear()
    for (const user of users) {
      const { mailbox, targetAddress } = user
      if (targetAddress !== undefined)
        this.#moves.set(mailbox.toLowerCase(), { user, targetAddress, arriving: undefined })
    }
    const owners = users.filter((user) => user.server !== undefined && user.targetAddress === undefined)
    const mailboxes = owners.map((user) => new Mailbox(user, clock.now))
    this.#byAddress = new Map(mailboxes.map((mailbox) => [mailbox.user.mailbox.toLowerCase(), mailbox]))
    this.#byGuid = new Map(mailboxes.map((mailbox) => [mailbox.user.mailboxGuid.toLowerCase(), mailbox]))
    for (const mailbox of mailboxes) fillMailbox(mailbox, owners, domain)
  }

  all(): readonly Mailbox[] {
    return [...this.#byGuid.values()]
  }

  /** The mailbox of a user; undefined for one without. */
  of(user: UserPlan): Mailbox | undefined {
    return this.byAddress(user.mailbox)
  }

  byAddress(address: string): Mailbox | undefined {
    return this.#byAddress.get(address.toLowerCase())
  }

  byGuid(guid: string): Mailbox | undefined {
    return this.#byGuid.get(guid.toLowerCase())
  }

  /** Where mail for a user goes whose mailbox has moved to another organisation; undefined for all others. */
  targetAddressOf(address: string): string | undefined {
    return this.#moves.get(address.toLowerCase())?.targetAddress
  }

  /** A mailbox has moved away: its user is a mail user from now on, and its content is gone from here. */
  moveOut({ user }: Mailbox, targetAddress: string): void {
    this.#byAddress.delete(user.mailbox.toLowerCase())
    this.#byGuid.delete(user.mailboxGuid.toLowerCase())
    this.#moves.set(user.mailbox.toLowerCase(), { user, targetAddress, arriving: undefined })
  }

  /** The mailbox that is filled for a user whose own is elsewhere, empty at first; undefined for all others. */
  arriving(address: string): Mailbox | undefined {
    const moved = this.#moves.get(address.toLowerCase())
    if (moved === undefined) return undefined
    moved.arriving ??= new Mailbox(moved.user, this.#organisation.clock.now)
    return moved.arriving
  }

  /** The mailbox that was filled is its user's from now on. */
  moveIn(mailbox: Mailbox): void {
    const { user } = mailbox
    this.#moves.delete(user.mailbox.toLowerCase())
    this.#byAddress.set(user.mailbox.toLowerCase(), mailbox)
    this.#byGuid.set(user.mailboxGuid.toLowerCase(), mailbox)
  }

  /** Delivers a message to all in To, Cc and Bcc; reports go to its sender. */
  deliver(content: MessageContent): void {
    const { to, cc, bcc, from } = content
    const recipients = [...to, ...cc, ...bcc].map(({ address }) => address)
    this.transport.receive(content, recipients, from)
  }
}

// Each lab has one clock of its own, shared by all its servers: the clock stands for the lab here.
const stores = new WeakMap<Clock, MailboxStore>()

/** The mailboxes of the lab that a server is part of; made at the first call, the same for all servers of the lab. */
export function mailboxesOf(organisation: Organisation): MailboxStore {
  const known = stores.get(organisation.clock)
  if (known !== undefined) return known
  const store = new MailboxStore(organisation)
  stores.set(organisation.clock, store)
  return store
}
