import { mrsNamespace } from '../../../../protocols/mrs/index.ts'
import { MailboxError } from '../../../mailbox/errors.ts'
import type { Item } from '../../../mailbox/item.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { type Arrivals, arrivalsOf } from '../arrivals.ts'
import { MrsFault } from '../errors.ts'
import { decodeContent } from '../item-content.ts'
import { type MrsHandler, partOf, sessionOf } from '../operation.ts'
import type { MrsSession } from '../sessions.ts'

/**
 * Takes items in, changes those that came before, removes those that the source has removed; then notes how far the
 * source was read. All or nothing is not promised: what comes again is recognised by its id.
 */
export const importItems: MrsHandler = (request, call) => {
  const session = sessionOf(request, call, 'destination')
  const arrivals = arrivalsOf(session)
  const list = childOf(request, mrsNamespace, 'Items')
  if (list === undefined) throw new MrsFault('InvalidRequest', 'The request says no Items.')
  for (const given of childrenOf(list)) {
    if (given.localName === 'Deleted') remove(given, session, arrivals)
    else if (given.localName === 'Item') take(given, session, arrivals)
    else throw new MrsFault('InvalidRequest', `${given.localName} is no item.`)
  }
  arrivals.syncState = partOf(request, 'SyncState') ?? arrivals.syncState
  return markup`<ItemCount>${arrivals.items.size}</ItemCount>`
}

function take(given: Element, { mailbox }: MrsSession, { folders, items }: Arrivals): void {
  const id = attributeOf(given, 'Id') ?? ''
  const folder = folders.get(attributeOf(given, 'Folder') ?? '')
  if (folder === undefined) throw new MrsFault('FolderNotFound', `The folder of item ${id} has not come yet.`)
  const content = decodeContent(Buffer.from(textOf(given) ?? '', 'base64'))
  const read = attributeOf(given, 'Read') === 'true'
  const receivedAt = Date.parse(attributeOf(given, 'Received') ?? '')
  if (!Number.isFinite(receivedAt))
    throw new MrsFault('InvalidRequest', `Item ${id} does not say when it was received.`)
  const known = items.get(id)
  const present = known === undefined ? undefined : mailbox.itemOf(known.entryId)
  items.set(
    id,
    writing(() => {
      if (present === undefined) return mailbox.add(folder, content, { receivedAt, read })
      return mailbox.setRead(mailbox.update(present, content), read)
    }),
  )
}

function remove(given: Element, { mailbox }: MrsSession, { items }: Arrivals): void {
  const id = attributeOf(given, 'Id') ?? ''
  const known = items.get(id)
  const present = known === undefined ? undefined : mailbox.itemOf(known.entryId)
  if (present !== undefined) mailbox.delete(present)
  items.delete(id)
}

function writing(work: () => Item): Item {
  try {
    return work()
  } catch (error) {
    if (error instanceof MailboxError && error.refusal === 'quota-exceeded') {
      throw new MrsFault('QuotaExceeded', error.message)
    }
    throw error
  }
}
