// A message of a folder that a session has open.

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import type { Item, MessageContent } from '../../mailbox/item.ts'
import { store } from '../../mailbox/store-change.ts'
import { OpenMessage } from './open-message.ts'

export class MessageObject extends OpenMessage {
  readonly kind = 'message'

  /**
   * What is to be sent: the message with all changes.
   * @param now milliseconds since 1970
   * @throws MapiError notSupported for an item of another kind
   */
  outgoing(now: number): MessageContent {
    const { item } = this.applied(this.stored, now)
    if (item.kind !== 'message') throw new MapiError(mapiErrors.notSupported, `an ${item.itemClass} cannot be sent`)
    return item
  }

  /**
   * Puts the changes into the store.
   * @param now milliseconds since 1970
   * @throws MailboxError; MapiError objectDeleted when the message is gone
   */
  save(now: number): Item {
    const { mailbox } = this.logon
    const old = this.stored
    let saved: Item
    if (old === undefined) {
      const { item, read = true, receivedAt } = this.applied(undefined, now)
      const arrival = { read, ...(receivedAt === undefined ? {} : { receivedAt }) }
      saved = mailbox.add(mailbox.folderAt(this.folder), item, arrival)
    } else {
      const present = mailbox.itemAt(mailbox.folderAt(old.folder), old.id.counter)
      if (present === undefined) throw new MapiError(mapiErrors.objectDeleted)
      saved = this.dirty ? this.#replace(present, now) : present
    }
    this.stored = saved
    this.settle()
    return saved
  }

  /** An item that is another kind now is made anew, of all properties that it has. */
  #replace(present: Item, now: number): Item {
    const { mailbox } = this.logon
    const { item, read } = this.applied(present, now)
    return item.kind === present.kind ? store(mailbox, present, item, read) : mailbox.rewrite(present, item)
  }
}
