// A message that a session has open: what the store has of it, and what the client has changed since.

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import type { Attachment, Item, MessageContent } from '../../mailbox/item.ts'
import { changed } from '../../mailbox/item-change.ts'
import { canHave } from '../../mailbox/mapi/item-properties.ts'
import { baseOf, completed } from '../../mailbox/mapi/new-item.ts'
import { store } from '../../mailbox/store-change.ts'
import { asType, cellOf } from '../properties/cells.ts'
import { itemProperty, itemTags } from '../properties/item-properties.ts'
import { toKept } from '../properties/kept-properties.ts'
import type { PropertyNames } from '../properties/names.ts'
import { type Applied, applied } from '../properties/set-values.ts'
import { type Recipient, recipientsChange, recipientsOf } from '../recipients.ts'
import type { LogonObject } from './logon.ts'

/** Recipients of a message at most; Exchange's limit is 500 by default, and transport says so only later. */
const mostRecipients = 5_000

export class MessageObject {
  readonly kind = 'message'
  readonly logon: LogonObject
  /** Counter of the folder. */
  readonly folder: number
  readonly names: PropertyNames
  recipients: readonly Recipient[]
  readonly attachments: Map<number, Attachment>
  #item: Item | undefined
  readonly #set = new Map<number, TaggedValue>()
  readonly #deleted = new Set<number>()
  #recipientsChanged = false
  #attachmentsChanged = false
  #dirty = false

  /** @param item undefined for a new message */
  constructor(logon: LogonObject, folder: number, names: PropertyNames, item: Item | undefined) {
    this.logon = logon
    this.folder = folder
    this.names = names
    this.#item = item
    this.recipients = item === undefined ? [] : recipientsOf(item)
    this.attachments = new Map(item?.attachments.map((attachment, number) => [number, attachment]))
  }

  /** As the store has it; undefined until a new message is saved. */
  get item(): Item | undefined {
    return this.#item
  }

  get(tag: number): TaggedValue | undefined {
    const id = idOf(tag)
    const set = this.#set.get(id)
    if (set !== undefined) return asType(tag, set.tag & 0xffff, set.value)
    if (this.#deleted.has(id) || this.#item === undefined) return undefined
    return itemProperty({ mailbox: this.logon.mailbox, item: this.#item }, this.names, tag)
  }

  /** The cell of a row: the value, or the error that there is none. */
  cell(tag: number): TaggedValue {
    return cellOf((asked) => this.get(asked), tag)
  }

  /** Tags of all properties that it has. */
  tags(): number[] {
    const item = this.#item
    const stored = item === undefined ? [] : itemTags({ mailbox: this.logon.mailbox, item }, this.names)
    const own = [...this.#set.values()].map(({ tag }) => tag)
    const known = new Set(own.map(idOf))
    return [...own, ...stored.filter((tag) => !known.has(idOf(tag)) && !this.#deleted.has(idOf(tag)))]
  }

  /** @throws MapiError unexpectedType for a value that the property cannot have, notSupported for one that cannot be kept */
  set(value: TaggedValue): void {
    const key = this.names.keyOf(idOf(value.tag))
    const kept = toKept(value.value)
    if (kept === undefined) throw new MapiError(mapiErrors.notSupported, 'the store keeps no values of that type')
    if (key !== undefined && !canHave(key, kept)) throw new MapiError(mapiErrors.unexpectedType)
    this.#set.set(idOf(value.tag), value)
    this.#deleted.delete(idOf(value.tag))
    this.#dirty = true
  }

  delete(tag: number): void {
    this.#set.delete(idOf(tag))
    this.#deleted.add(idOf(tag))
    this.#dirty = true
  }

  /** @throws MapiError tooComplex */
  setRecipients(recipients: readonly Recipient[]): void {
    if (recipients.length > mostRecipients) throw new MapiError(mapiErrors.tooComplex, 'there are too many recipients')
    this.recipients = recipients
    this.#recipientsChanged = true
    this.#dirty = true
  }

  setAttachment(number: number, attachment: Attachment): void {
    this.attachments.set(number, attachment)
    this.#attachmentsChanged = true
    this.#dirty = true
  }

  /**
   * What is to be sent: the message with all changes.
   * @param now milliseconds since 1970
   * @throws MapiError notSupported for an item of another kind
   */
  outgoing(now: number): MessageContent {
    const { item } = this.#applied(this.#item, now)
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
    const old = this.#item
    if (old === undefined) {
      const { item, read = true, receivedAt } = this.#applied(undefined, now)
      const arrival = { read, ...(receivedAt === undefined ? {} : { receivedAt }) }
      this.#item = mailbox.add(mailbox.folderAt(this.folder), item, arrival)
    } else {
      const present = mailbox.itemAt(mailbox.folderAt(old.folder), old.id.counter)
      if (present === undefined) throw new MapiError(mapiErrors.objectDeleted)
      this.#item = this.#dirty ? this.#replace(present, now) : present
    }
    this.#set.clear()
    this.#deleted.clear()
    this.#recipientsChanged = false
    this.#attachmentsChanged = false
    this.#dirty = false
    return this.#item
  }

  /** A class that says it is another kind of item makes it one, of all properties that it has. */
  #replace(present: Item, now: number): Item {
    const { mailbox } = this.logon
    const { item, read } = this.#applied(present, now)
    return item.kind === present.kind ? store(mailbox, present, item, read) : mailbox.rewrite(present, item)
  }

  #applied(present: Item | undefined, now: number): Applied {
    const pending = { set: this.#set, deleted: this.#deleted }
    const itemClass = this.#set.get(idOf(tags.messageClass))?.value
    const wanted = typeof itemClass === 'string' ? itemClass : (present?.itemClass ?? 'IPM.Note')
    const base = baseOf(present, wanted, now)
    const { item, ...beside } = applied(base, pending, this.names, present === undefined)
    const people = this.#recipientsChanged ? recipientsChange(item, this.recipients) : {}
    const files = this.#attachmentsChanged ? { attachments: [...this.attachments.values()] } : {}
    return { item: completed(changed(item, { ...people, ...files }), this.logon.mailbox, now), ...beside }
  }
}
