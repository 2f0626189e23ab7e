// What becomes of mail that is sent: a copy to each recipient's Inbox, or a report to the sender.
//
//   submit (a user of this organisation) ─┐
//   receive (SMTP, from anywhere) ────────┴─▶ recipients ─▶ Inbox · quota full, unknown: a report to the sender

import { automaticReply, isOutOfOffice } from './automatic-replies.ts'
import { copiesOf } from './delegated-meetings.ts'
import { MailboxError } from './errors.ts'
import { guidOf } from './guid.ts'
import type { Address, MessageContent } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { withoutBcc } from './mime/without-bcc.ts'
import { deliveryReport } from './system-mail.ts'

/** What the transport knows of the organisation. */
export interface TransportSetup {
  /** Mail domain. */
  readonly domain: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly byAddress: (address: string) => Mailbox | undefined
  /** Whether a user's mailbox is in another organisation: mail goes there, out of the lab's sight. */
  readonly isElsewhere: (address: string) => boolean
}

export class Transport {
  readonly #setup: TransportSetup
  /** Makes ids of messages unique, and the same in every run. */
  #sent = 0

  constructor(setup: TransportSetup) {
    this.#setup = setup
  }

  /**
   * Sends a message of a user: to all in To, Cc and Bcc, at once. The answer is the message as sent, with its date, its
   * id and its sender, for the Sent Items.
   */
  submit(sender: Mailbox, content: MessageContent): MessageContent {
    const sent = this.#stamp(content, sender.address)
    this.receive(
      sent,
      [...sent.to, ...sent.cc, ...sent.bcc].map(({ address }) => address),
      sender.address,
    )
    return sent
  }

  /**
   * Delivers a message to these addresses, each once. Those that are not of this organisation, or have no mailbox or no
   * room, are reported to `returnTo` (the sender of the envelope), when that has a mailbox here.
   */
  receive(content: MessageContent, recipients: readonly string[], returnTo: Address | undefined): void {
    const { mime } = content
    const copy: MessageContent = { ...content, bcc: [], draft: false, mime: mime && withoutBcc(mime) }
    const addresses = new Map(recipients.map((address) => [address.toLowerCase(), address]))
    for (const address of addresses.values()) {
      const refused = this.#deliver(copy, address)
      if (refused === undefined || returnTo === undefined) continue
      const report = deliveryReport({
        content: copy,
        recipient: address,
        to: returnTo,
        reason: refused,
        ...this.#origin(),
      })
      // A report that cannot be delivered is lost, as everywhere (RFC 5321 section 6.1).
      this.#deliver(report, returnTo.address)
    }
  }

  /** Undefined, or why not, as an enhanced status code (RFC 3463) and its text. */
  #deliver(content: MessageContent, address: string): string | undefined {
    const mailbox = this.#setup.byAddress(address)
    if (mailbox === undefined && this.#setup.isElsewhere(address)) return undefined
    if (mailbox === undefined) return '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'
    const { owner, delegates, copy } = copiesOf(mailbox, content)
    if (owner !== undefined && !this.#put(mailbox, owner)) {
      return '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException'
    }
    for (const delegate of delegates) {
      const theirs = this.#setup.byAddress(delegate)
      // Of a copy that has no room nobody is told: the message itself has arrived.
      if (theirs !== undefined) this.#put(theirs, copy)
    }
    this.#reply(mailbox, content)
    return undefined
  }

  /** Puts a message into an Inbox, if there is room. */
  #put(mailbox: Mailbox, content: MessageContent): boolean {
    try {
      mailbox.add(mailbox.folder('inbox'), content, { receivedAt: this.#setup.now(), delivered: true })
      return true
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error
      return false
    }
  }

  /** Sends the automatic reply of a mailbox in which a message has arrived, if there is one. */
  #reply(mailbox: Mailbox, arrived: MessageContent): void {
    const { now, byAddress } = this.#setup
    if (arrived.from === undefined || !isOutOfOffice(mailbox, now())) return
    const { messageId } = this.#origin()
    const internal = byAddress(arrived.from.address) !== undefined
    const reply = automaticReply(mailbox, arrived, { now: now(), internal, messageId })
    // Its own envelope has no sender, so that nothing comes back (RFC 3834 section 3.3).
    if (reply !== undefined) this.receive(reply, [arrived.from.address], undefined)
  }

  #stamp(content: MessageContent, sender: Address): MessageContent {
    const { messageId } = this.#origin()
    const from = content.from ?? sender
    const kept = content.mime === undefined || content.messageId === undefined || content.sentAt === undefined
    return {
      ...content,
      from,
      sender: content.sender ?? sender,
      sentAt: this.#setup.now(),
      messageId: content.messageId ?? messageId,
      draft: false,
      // MIME without a date or an id is written anew with them.
      mime: kept ? undefined : content.mime,
    }
  }

  #origin(): { readonly messageId: string; readonly domain: string; readonly now: number } {
    const { domain, now } = this.#setup
    this.#sent += 1
    return { messageId: `<${guidOf('sent', domain, String(this.#sent))}@${domain}>`, domain, now: now() }
  }
}
