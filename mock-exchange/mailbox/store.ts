// All mailboxes of one organisation. Every server of a lab sees the same ones, wherever a request comes in.

import type { Clock } from '../../base/clock.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { Mailbox, type MessageContent } from './mailbox.ts'
import { undeliverable, welcome } from './system-mail.ts'

/** What the store needs of the world; a `VdirContext` has it all. */
export interface Organisation {
  readonly clock: Clock
  readonly users: readonly UserPlan[]
  readonly domain: string
}

export class MailboxStore {
  readonly #clock: Clock
  readonly #domain: string
  readonly #mailboxes: readonly Mailbox[]

  constructor({ clock, users, domain }: Organisation) {
    this.#clock = clock
    this.#domain = domain
    this.#mailboxes = users.filter((user) => user.server !== undefined).map((user) => new Mailbox(user))
    for (const mailbox of this.#mailboxes) {
      for (const { content, receivedAt, read } of welcome(mailbox.address, domain)) {
        mailbox.add('inbox', content, receivedAt, read)
      }
    }
  }

  /** The mailbox of a user; undefined for one without. */
  of(user: UserPlan): Mailbox | undefined {
    return this.byAddress(user.mailbox)
  }

  byAddress(address: string): Mailbox | undefined {
    const wanted = address.toLowerCase()
    return this.#mailboxes.find(({ user }) => user.mailbox.toLowerCase() === wanted)
  }

  byGuid(guid: string): Mailbox | undefined {
    const wanted = guid.toLowerCase()
    return this.#mailboxes.find(({ user }) => user.mailboxGuid.toLowerCase() === wanted)
  }

  /**
   * Delivers a message to the Inbox of each recipient. For those that are not of this organisation, or have no mailbox,
   * the sender is sent a report, as Exchange's transport does.
   */
  deliver(content: MessageContent): void {
    for (const recipient of content.to) {
      const mailbox = this.byAddress(recipient.address)
      if (mailbox !== undefined) mailbox.add('inbox', content, this.#clock.now())
      else
        this.byAddress(content.from.address)?.add('inbox', this.#report(content, recipient.address), this.#clock.now())
    }
  }

  #report(content: MessageContent, recipient: string): MessageContent {
    return undeliverable(content, recipient, this.#domain)
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
