import type { Item } from '../../mailbox/item.ts'
import { writeCalendar } from '../../mailbox/mime/write-calendar.ts'
import { writeContact } from '../../mailbox/mime/write-contact.ts'
import { writeMime } from '../../mailbox/mime/write-mime.ts'

/** An item in the format that it has outside: MIME, iCalendar or vCard; distribution lists and tasks have none. */
export async function mimeOf(item: Item): Promise<Buffer | undefined> {
  switch (item.kind) {
    case 'message':
      return writeMime(item)
    case 'appointment':
      return Buffer.from(writeCalendar(item, 'PUBLISH', item.modifiedAt))
    case 'contact':
      return Buffer.from(writeContact(item))
    case 'distribution-list':
    case 'task':
      return undefined
  }
}
