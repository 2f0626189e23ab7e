// What happened in a mailbox, as the events of EWS notifications ([MS-OXWSNTIF] 2.2.4). One thing that happened makes
// several events: a message that arrives is NewMail and Created, and its folder is Modified.

import type { MailboxEvent } from '../../../mailbox/changes.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { Item } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { ewsId, folderChangeKey, itemChangeKey } from '../item-id.ts'

/** Events that a subscription can ask for, by the local names of their elements. */
export const eventTypes = [
  'CopiedEvent',
  'CreatedEvent',
  'DeletedEvent',
  'ModifiedEvent',
  'MovedEvent',
  'NewMailEvent',
  'FreeBusyChangedEvent',
] as const
export type EventType = (typeof eventTypes)[number]

/** One event, written but for its watermark. */
export interface NotificationEvent {
  readonly type: EventType
  /** Counters of the folders whose subscribers are told. */
  readonly folders: readonly number[]
  /** What follows `t:Watermark`. */
  readonly content: Markup
}

// Every subscription of a mailbox gets the same events: they are written once.
const written = new WeakMap<MailboxEvent, readonly NotificationEvent[]>()

/** The events of something that has just happened. */
export function eventsOf(happened: MailboxEvent, mailbox: Mailbox, now: number): readonly NotificationEvent[] {
  const known = written.get(happened)
  if (known !== undefined) return known
  const events = translate(happened, mailbox, now)
  written.set(happened, events)
  return events
}

function translate(happened: MailboxEvent, mailbox: Mailbox, now: number): NotificationEvent[] {
  const time = markup`<t:TimeStamp>${new Date(now).toISOString().replace(/\.\d+/, '')}</t:TimeStamp>`
  const write = new Writer(mailbox, time)
  switch (happened.type) {
    case 'created': {
      const { item, folder, delivered } = happened
      const events = [
        write.item('CreatedEvent', item, folder),
        write.folder('ModifiedEvent', folder),
        ...freeBusy(item),
      ]
      return delivered ? [write.item('NewMailEvent', item, folder), ...events] : events
    }
    case 'modified': {
      const { item, folder, readOnly } = happened
      const changed = write.item('ModifiedEvent', item, folder)
      return readOnly ? [changed, write.folder('ModifiedEvent', folder)] : [changed, ...freeBusy(item)]
    }
    case 'deleted': {
      const { item, folder } = happened
      return [write.item('DeletedEvent', item, folder), write.folder('ModifiedEvent', folder), ...freeBusy(item)]
    }
    case 'moved':
    case 'copied': {
      const { item, folder, oldItem, oldFolder } = happened
      const type = happened.type === 'moved' ? 'MovedEvent' : 'CopiedEvent'
      const events = [write.item(type, item, folder, { item: oldItem, folder: oldFolder })]
      if (happened.type === 'moved') events.push(write.folder('ModifiedEvent', oldFolder))
      return [...events, write.folder('ModifiedEvent', folder), ...freeBusy(item)]
    }
    case 'folder-created':
      return [write.folder('CreatedEvent', happened.folder)]
    case 'folder-modified':
      return [write.folder('ModifiedEvent', happened.folder)]
    case 'folder-deleted':
      return [write.folder('DeletedEvent', happened.folder)]
    case 'folder-moved':
      return [write.folder('MovedEvent', happened.folder, happened.oldParent)]
  }

  function freeBusy(item: Item): NotificationEvent[] {
    if (item.kind !== 'appointment') return []
    return [write.item('FreeBusyChangedEvent', item, mailbox.folderAt(item.folder))]
  }
}

class Writer {
  readonly #mailbox: Mailbox
  readonly #time: Markup

  constructor(mailbox: Mailbox, time: Markup) {
    this.#mailbox = mailbox
    this.#time = time
  }

  item(type: EventType, item: Item, folder: Folder, old?: { item: Item; folder: Folder }): NotificationEvent {
    const before = old && [this.#itemId('OldItemId', old.item), this.#folderId('OldParentFolderId', old.folder)]
    const counters = [folder.id.counter, ...(old === undefined ? [] : [old.folder.id.counter])]
    const content = [this.#time, this.#itemId('ItemId', item), this.#folderId('ParentFolderId', folder), before]
    return { type, folders: counters, content: markup`${content}` }
  }

  folder(type: EventType, folder: Folder, oldParent?: Folder): NotificationEvent {
    const mailbox = this.#mailbox
    const present = mailbox.hasFolder(folder.id.counter)
    const parent =
      folder.parent !== undefined && mailbox.hasFolder(folder.parent) ? mailbox.folderAt(folder.parent) : folder
    // A folder keeps its id when it moves.
    const before = oldParent && [this.#folderId('OldFolderId', folder), this.#folderId('OldParentFolderId', oldParent)]
    const unread =
      type === 'ModifiedEvent' && present ? markup`<t:UnreadCount>${mailbox.unread(folder)}</t:UnreadCount>` : undefined
    const content = [
      this.#time,
      this.#folderId('FolderId', folder),
      this.#folderId('ParentFolderId', parent),
      before,
      unread,
    ]
    const counters = [folder.id.counter, parent.id.counter, ...(oldParent === undefined ? [] : [oldParent.id.counter])]
    return { type, folders: counters, content: markup`${content}` }
  }

  #itemId(name: string, item: Item): Markup {
    return markup`<t:${name} Id="${ewsId(this.#mailbox, item)}" ChangeKey="${itemChangeKey(item)}"/>`
  }

  #folderId(name: string, folder: Folder): Markup {
    return markup`<t:${name} Id="${ewsId(this.#mailbox, folder)}" ChangeKey="${folderChangeKey(folder)}"/>`
  }
}
