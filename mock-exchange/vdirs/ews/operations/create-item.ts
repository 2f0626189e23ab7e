import type { DefaultFolderName } from '../../../mailbox/folders.ts'
import type { Item, MessageContent } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { completed } from '../../../mailbox/mapi/new-item.ts'
import { childOf, childrenOf, type Element } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { attachmentIdElement, isItemAttachment } from '../attachment-element.ts'
import { type Disposition, readDisposition, readInvitations, requiredDisposition } from '../disposition.ts'
import { itemElementName } from '../fields/tables.ts'
import { type FoundFolder, findFolder, ownMailbox } from '../folder-reference.ts'
import { itemIdElement } from '../item-id.ts'
import { askedTo, inviteTo } from '../meeting.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attemptLater, type EwsCall, type EwsOperation, type ResponseMessage, requiredChild } from '../operation.ts'
import { type GivenItem, readItem } from '../read-item.ts'
import { isResponseObject, respond } from '../response-object.ts'
import { send, senderFor } from '../send.ts'
import { refuseLongOccurrences, refuseWrongTimes } from '../store-occurrence.ts'

/**
 * New items, saved or sent; messages given by their parts or as MIME. A sent message arrives at once in the Inbox of each
 * recipient, and whoever waits there (Ping, NotificationWait, a subscription) is told.
 */
export const createItem: EwsOperation = {
  name: 'CreateItem',
  async run(request, call) {
    const disposition = readDisposition(request)
    const answers: ResponseMessage[] = []
    // One after the other: their order in the folder is that of the request.
    for (const element of childrenOf(requiredChild(request, messagesNamespace, 'Items'))) {
      answers.push(
        await attemptLater(
          async () => markup`<m:Items>${await create(element, request, disposition, call)}</m:Items>`,
          markup`<m:Items/>`,
        ),
      )
    }
    return answers
  },
}

async function create(
  element: Element,
  request: Element,
  disposition: Disposition | undefined,
  call: EwsCall,
): Promise<Markup | undefined> {
  const own = ownMailbox(call)
  if (isResponseObject(element)) {
    const { draft, sent, beside } = await respond(element, call, disposition?.sent === true)
    const message = draft && createMessage(draft, request, requiredDisposition(disposition), call, own)
    const kept = sent === undefined || disposition?.saved === undefined ? undefined : own.folder('sentitems')
    const copy = sent && kept && created(own, own.add(kept, sent, { read: true }))
    return markup`${message}${copy}${beside}`
  }
  const given = await readItem(element, call.now)
  const { content, receivedAt, read = true } = given
  if (content.kind === 'message') return createMessage(given, request, requiredDisposition(disposition), call, own)
  const { mailbox, folder } = folderFor(request, own, homes[content.kind], call)
  const arrival = { read, createdBy: call.caller.mailbox, ...(receivedAt === undefined ? {} : { receivedAt }) }
  if (content.kind !== 'appointment') {
    return created(mailbox, mailbox.add(folder, completed(content, mailbox, call.now), arrival))
  }
  const invitations = readInvitations(request, 'SendMeetingInvitations')
  refuseWrongTimes(content)
  refuseLongOccurrences(content)
  const meeting = completed(content, mailbox, call.now)
  if (!invitations.sent || meeting.attendees.length === 0)
    return created(mailbox, mailbox.add(folder, meeting, arrival))
  // Who may keep items there need not be let send.
  senderFor(call, mailbox.address)
  const asked = askedTo(meeting, call.now)
  // First the meeting: nobody is asked to one that has no room.
  const stored = mailbox.add(folder, asked, arrival)
  const sent = inviteTo(call, mailbox, asked, 'REQUEST')
  if (sent !== undefined && invitations.copied) mailbox.add(mailbox.folder('sentitems'), sent, { read: true })
  return created(mailbox, stored)
}

const homes = {
  appointment: 'calendar',
  contact: 'contacts',
  'distribution-list': 'contacts',
  task: 'tasks',
} as const

function createMessage(
  { content, read = true, receivedAt }: GivenItem,
  request: Element,
  disposition: Disposition,
  call: EwsCall,
  own: Mailbox,
): Markup | undefined {
  const given = content as MessageContent
  const { sent, saved } = disposition
  const final = sent ? send(call, own, given) : given
  if (saved === undefined) return undefined
  const { mailbox, folder } = folderFor(request, own, saved, call)
  const arrival = { read, createdBy: call.caller.mailbox, ...(receivedAt === undefined ? {} : { receivedAt }) }
  return created(mailbox, mailbox.add(folder, final, arrival))
}

function folderFor(request: Element, own: Mailbox, standard: DefaultFolderName, call: EwsCall): FoundFolder {
  const [reference] = childOf(request, messagesNamespace, 'SavedItemFolderId')?.children ?? []
  return reference === undefined ? { mailbox: own, folder: own.folder(standard) } : findFolder(reference, call)
}

/** What an answer says of a new item: its id, and those of its attachments. */
function created(mailbox: Mailbox, item: Item): Markup {
  const attachments = item.attachments.map((one) => {
    const element = isItemAttachment(one) ? 'ItemAttachment' : 'FileAttachment'
    return markup`<t:${element}>${attachmentIdElement(mailbox, item, one)}</t:${element}>`
  })
  const list = attachments.length === 0 ? undefined : markup`<t:Attachments>${attachments}</t:Attachments>`
  const element = itemElementName(item)
  return markup`<t:${element}>${itemIdElement(mailbox, item)}${list}</t:${element}>`
}
