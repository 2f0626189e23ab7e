// Items made by properties alone: what they are is told by their message class ([MS-OXCMSG] 2.2.1.3), as in MAPI.

import { appointment, contact, distributionList, type Item, type ItemContent, message, task } from '../item.ts'
import { changed } from '../item-change.ts'
import type { Mailbox } from '../mailbox.ts'
import { newUid } from '../new-uid.ts'
import { settled } from '../task-status.ts'
import { mapiPropertiesOf, setMapiProperty } from './item-properties.ts'

const classes: readonly (readonly [pattern: RegExp, kind: ItemContent['kind']])[] = [
  [/^IPM\.Appointment(\.|$)/i, 'appointment'],
  // An exception of a series.
  [/^IPM\.OLE\.CLASS\.\{00061055-/i, 'appointment'],
  [/^IPM\.Contact(\.|$)/i, 'contact'],
  [/^IPM\.DistList(\.|$)/i, 'distribution-list'],
  [/^IPM\.Task(\.|$)/i, 'task'],
]

/** What items of a message class are; messages about meetings are messages. */
function kindOfClass(itemClass: string): ItemContent['kind'] {
  return classes.find(([pattern]) => pattern.test(itemClass))?.[1] ?? 'message'
}

const halfHour = 1_800_000

/**
 * An item of a class that says nothing yet.
 * @param now milliseconds since 1970; an appointment takes place from the next half hour on until it is told when
 */
function newItem(itemClass: string, now: number): ItemContent {
  switch (kindOfClass(itemClass)) {
    case 'appointment': {
      const start = Math.ceil(now / halfHour) * halfHour
      return appointment({ itemClass, start, end: start, uid: '' })
    }
    case 'contact':
      return contact({ itemClass })
    case 'distribution-list':
      return distributionList({ itemClass })
    case 'task':
      return task({ itemClass })
    case 'message':
      return message({ itemClass })
  }
}

/**
 * What changes are put to: an item as it is, or one of the class that it is to have. An item that becomes one of another
 * kind begins anew with what all kinds have, and with its kept properties where they belong now.
 * @param present undefined for a new item
 * @param now milliseconds since 1970
 */
export function baseOf(present: Item | undefined, itemClass: string, now: number): Item {
  if (present?.itemClass === itemClass || present?.kind === kindOfClass(itemClass)) return present
  const fresh = newItem(itemClass, now) as Item
  if (present === undefined) return fresh
  const { subject, body, importance, sensitivity, categories, attachments, flag, read, receivedAt } = present
  const common = { subject, body, importance, sensitivity, categories, attachments, flag, read, receivedAt }
  let item = changed(fresh, common)
  const order = [...mapiPropertiesOf(item.kind).keys()]
  const kept = [...present.properties].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
  for (const [key, value] of kept) item = changed(item, setMapiProperty(item, key, value))
  return item
}

/**
 * A content with what others need to know of it and a client did not say: who called a meeting and its UID, a contact's
 * names from one another, when a task was completed. An appointment that ends before it begins takes no time.
 * @param now milliseconds since 1970
 */
export function completed<Content extends ItemContent>(content: Content, mailbox: Mailbox, now: number): Content {
  switch (content.kind) {
    case 'appointment': {
      const { start, end, organizer, uid } = content
      const own = organizer === undefined || organizer.address === '' ? mailbox.address : organizer
      const id = uid || newUid(mailbox)
      return { ...content, end: Math.max(start, end), organizer: own, uid: id }
    }
    case 'contact': {
      const { givenName, surname, subject, company, fileAs } = content
      const made = [givenName, surname].filter(Boolean).join(' ')
      const displayName = content.displayName || subject || made || company
      return { ...content, displayName, subject: subject || displayName, fileAs: fileAs || displayName }
    }
    case 'distribution-list': {
      const { subject, fileAs } = content
      const displayName = content.displayName || subject
      return { ...content, displayName, subject: subject || displayName, fileAs: fileAs || displayName }
    }
    case 'message': {
      const { from, sender } = content
      const named = from?.address === '' ? undefined : from
      return { ...content, from: named, sender: sender?.address === '' ? named : sender }
    }
    default:
      return settled(content, now)
  }
}
