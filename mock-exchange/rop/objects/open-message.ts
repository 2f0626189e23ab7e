// A message that a session has open, whatever it lies in: what there is of it, and what the client has changed since.

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import type { Attachment, Item } from '../../mailbox/item.ts'
import { changed } from '../../mailbox/item-change.ts'
import { type ExceptionChange, withException } from '../../mailbox/mapi/exception-message.ts'
import { canHave } from '../../mailbox/mapi/item-properties.ts'
import { baseOf, completed } from '../../mailbox/mapi/new-item.ts'
import { asType, cellOf } from '../properties/cells.ts'
import { itemProperty, itemTags } from '../properties/item-properties.ts'
import { toKept } from '../properties/kept-properties.ts'
import type { PropertyNames } from '../properties/names.ts'
import { type Applied, applied, type PendingValues } from '../properties/set-values.ts'
import { type Recipient, recipientsChange, recipientsOf } from '../recipients.ts'
import type { LogonObject } from './logon.ts'

/** Recipients of a message at most; Exchange's limit is 500 by default, and transport says so only later. */
const mostRecipients = 5_000

/** All that a client has changed, as it was at one moment. */
interface Pending {
  readonly values: PendingValues
  readonly recipients: readonly Recipient[] | undefined
  readonly attachments: readonly Attachment[] | undefined
  readonly exceptions: ReadonlyMap<number, ExceptionChange>
}

export class OpenMessage {
  readonly logon: LogonObject
  /** Counter of the folder. */
  readonly folder: number
  readonly names: PropertyNames
  recipients: readonly Recipient[]
  readonly attachments: Map<number, Attachment>
  protected stored: Item | undefined
  protected dirty = false
  readonly #set = new Map<number, TaggedValue>()
  readonly #deleted = new Set<number>()
  readonly #exceptions = new Map<number, ExceptionChange>()
  #recipientsChanged = false
  #attachmentsChanged = false

  /** @param item undefined for a new message */
  constructor(logon: LogonObject, folder: number, names: PropertyNames, item: Item | undefined) {
    this.logon = logon
    this.folder = folder
    this.names = names
    this.stored = item
    this.recipients = item === undefined ? [] : recipientsOf(item)
    this.attachments = new Map(item?.attachments.map((attachment, number) => [number, attachment]))
  }

  /** As the store has it; undefined until a new message is saved. */
  get item(): Item | undefined {
    return this.stored
  }

  get(tag: number): TaggedValue | undefined {
    const id = idOf(tag)
    const set = this.#set.get(id)
    if (set !== undefined) return asType(tag, set.tag & 0xffff, set.value)
    if (this.#deleted.has(id) || this.stored === undefined) return undefined
    return itemProperty({ mailbox: this.logon.mailbox, item: this.stored }, this.names, tag)
  }

  /** The cell of a row: the value, or the error that there is none. */
  cell(tag: number): TaggedValue {
    return cellOf((asked) => this.get(asked), tag)
  }

  /** Tags of all properties that it has. */
  tags(): number[] {
    const item = this.stored
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
    this.dirty = true
  }

  delete(tag: number): void {
    this.#set.delete(idOf(tag))
    this.#deleted.add(idOf(tag))
    this.dirty = true
  }

  /** @throws MapiError tooComplex */
  setRecipients(recipients: readonly Recipient[]): void {
    if (recipients.length > mostRecipients) throw new MapiError(mapiErrors.tooComplex, 'there are too many recipients')
    this.recipients = recipients
    this.#recipientsChanged = true
    this.dirty = true
  }

  setAttachment(number: number, attachment: Attachment): void {
    this.attachments.set(number, attachment)
    this.#attachmentsChanged = true
    this.dirty = true
  }

  /** Whether there was one of that number. */
  deleteAttachment(number: number): boolean {
    if (!this.attachments.delete(number)) return false
    this.#attachmentsChanged = true
    this.dirty = true
    return true
  }

  /** What is said of an occurrence in a message of its own. @param original start that the rule has, in ms since 1970 */
  setException(original: number, change: ExceptionChange): void {
    this.#exceptions.set(original, change)
    this.dirty = true
  }

  /**
   * What the changes make of an item. A class that says it is another kind of item makes it one.
   * @param present undefined for a new item
   * @param now milliseconds since 1970
   */
  protected applied(present: Item | undefined, now: number, pending = this.pending()): Applied {
    const { values, recipients, attachments, exceptions } = pending
    const itemClass = values.set.get(idOf(tags.messageClass))?.value
    const wanted = typeof itemClass === 'string' ? itemClass : (present?.itemClass ?? 'IPM.Note')
    const base = baseOf(present, wanted, now)
    const { item, ...beside } = applied(base, values, this.names, present === undefined)
    const people = recipients === undefined ? {} : recipientsChange(item, recipients)
    const files = attachments === undefined ? {} : { attachments }
    const whole = completed(changed(item, { ...people, ...files }), this.logon.mailbox, now)
    return { item: withExceptions(whole, exceptions), ...beside }
  }

  protected pending(): Pending {
    return {
      values: { set: new Map(this.#set), deleted: new Set(this.#deleted) },
      recipients: this.#recipientsChanged ? this.recipients : undefined,
      attachments: this.#attachmentsChanged ? [...this.attachments.values()] : undefined,
      exceptions: new Map(this.#exceptions),
    }
  }

  /** The changes are where they belong: nothing is pending any more. */
  protected settle(): void {
    this.#set.clear()
    this.#deleted.clear()
    this.#exceptions.clear()
    this.#recipientsChanged = false
    this.#attachmentsChanged = false
    this.dirty = false
  }
}

const withExceptions = (item: Item, exceptions: ReadonlyMap<number, ExceptionChange>): Item =>
  [...exceptions].reduce((series, [original, change]) => withException(series, original, change), item)
