// A message that a session has open: what the store has of it, and what the client has changed since.

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { type Address, type Attachment, type Item, type MessageContent, message } from '../../mailbox/item.ts'
import { asType, cellOf } from '../properties/cells.ts'
import { itemProperties } from '../properties/item-properties.ts'
import { contentChange, keptProperty, keptTags } from '../properties/message-content.ts'
import type { PropertyNames } from '../properties/names.ts'
import { type Recipient, recipientsOf, recipientTypes } from '../recipients.ts'
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
    const { mailbox } = this.logon
    return (
      itemProperties.get({ mailbox, item: this.#item }, tag) ??
      (itemProperties.has(tag) ? undefined : keptProperty(this.#item.properties, this.names, tag))
    )
  }

  /** The cell of a row: the value, or the error that there is none. */
  cell(tag: number): TaggedValue {
    return cellOf((asked) => this.get(asked), tag)
  }

  /** Tags of all properties that it has. */
  tags(): number[] {
    const { mailbox } = this.logon
    const item = this.#item
    const stored =
      item === undefined ? [] : [...itemProperties.present({ mailbox, item }), ...keptTags(item.properties, this.names)]
    const own = [...this.#set.values()].map(({ tag }) => tag)
    const known = new Set(own.map(idOf))
    return [...own, ...stored.filter((tag) => !known.has(idOf(tag)) && !this.#deleted.has(idOf(tag)))]
  }

  set(value: TaggedValue): void {
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
    this.#dirty = true
  }

  setAttachment(number: number, attachment: Attachment): void {
    this.attachments.set(number, attachment)
    this.#dirty = true
  }

  /** What the message says with all changes. */
  content(): MessageContent {
    const item = this.#item
    const base = item?.kind === 'message' ? item : message({})
    return { ...base, ...this.#change(), kind: 'message' }
  }

  /** Puts the changes into the store. @throws MailboxError; MapiError objectDeleted when the message is gone */
  save(): Item {
    const { mailbox } = this.logon
    const item = this.#item
    if (item === undefined) {
      this.#item = mailbox.add(mailbox.folderAt(this.folder), this.content(), { read: true })
    } else {
      const present = mailbox.itemAt(mailbox.folderAt(item.folder), item.id.counter)
      if (present === undefined) throw new MapiError(mapiErrors.objectDeleted)
      this.#item = this.#dirty ? mailbox.update(present, this.#change()) : present
    }
    this.#set.clear()
    this.#deleted.clear()
    this.#dirty = false
    return this.#item
  }

  #change(): Partial<Omit<MessageContent, 'kind'>> {
    const to = (wanted: number): readonly Address[] =>
      this.recipients.filter(({ type }) => (type & 0xf) === wanted).map(({ address }) => address)
    const before = new Map(this.#item?.properties)
    for (const id of this.#deleted) {
      const key = this.names.keyOf(id)
      if (key !== undefined) before.delete(key)
    }
    const lists =
      this.#item !== undefined && this.#item.kind !== 'message'
        ? {}
        : { to: to(recipientTypes.to), cc: to(recipientTypes.cc), bcc: to(recipientTypes.bcc) }
    return {
      ...contentChange(this.#set, this.names, before),
      ...lists,
      attachments: [...this.attachments.values()],
    }
  }
}
