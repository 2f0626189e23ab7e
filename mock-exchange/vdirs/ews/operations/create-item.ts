import type { Address, Mailbox, MessageContent } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { findFolder } from '../folder-reference.ts'
import { ewsId, messageChangeKey } from '../item-id.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'

/** What becomes of a new message (MessageDispositionType): `saved` into a folder, `sent` to its recipients. */
const dispositions: Readonly<
  Record<string, { readonly saved: 'drafts' | 'sentitems' | undefined; readonly sent: boolean }>
> = {
  SaveOnly: { saved: 'drafts', sent: false },
  SendOnly: { saved: undefined, sent: true },
  SendAndSaveCopy: { saved: 'sentitems', sent: true },
}

/**
 * New messages, saved or sent. Messages are given by their parts (Subject, Body, ToRecipients); a sent one arrives at
 * once in the Inbox of each recipient, and whoever waits there (Ping, NotificationWait) is told.
 */
export const createItem: EwsOperation = {
  name: 'CreateItem',
  run(request, call) {
    const name = attributeOf(request, 'MessageDisposition') ?? ''
    const disposition = dispositions[name]
    if (disposition === undefined) {
      throw schemaFault(`The 'MessageDisposition' attribute is invalid - The value '${name}' is invalid.`)
    }
    const items = childrenOf(requiredChild(request, messagesNamespace, 'Items'))
    return items.map((item) =>
      attempt(() => {
        const sender = senderOf(call)
        const content = readMessage(item, sender.address)
        if (disposition.sent && content.to.length === 0) {
          throw new EwsError('ErrorInvalidRecipients', 'At least one recipient is not valid.')
        }
        if (disposition.sent) call.store.deliver(content)
        const saved = disposition.saved && save(request, sender, content, disposition.saved, call)
        return markup`<m:Items>${saved}</m:Items>`
      }, markup`<m:Items/>`),
    )
  },
}

function senderOf(call: EwsCall): Mailbox {
  if (call.mailbox !== undefined) return call.mailbox
  throw new EwsError('ErrorMissingEmailAddress', 'The account does not have a mailbox to send from.')
}

function save(
  request: Element,
  mailbox: Mailbox,
  content: MessageContent,
  standard: 'drafts' | 'sentitems',
  call: EwsCall,
): Markup {
  const chosen = childOf(request, messagesNamespace, 'SavedItemFolderId')
  const reference = chosen && childrenOf(chosen)[0]
  const folder = reference === undefined ? standard : findFolder(reference, call).folder.name
  const message = mailbox.add(folder, content, call.now, true)
  const id = markup`<t:ItemId Id="${ewsId(mailbox, message)}" ChangeKey="${messageChangeKey(message)}"/>`
  return markup`<t:Message>${id}</t:Message>`
}

function readMessage(item: Element, sender: Address): MessageContent {
  if (item.namespaceURI !== typesNamespace || item.localName !== 'Message') {
    throw new EwsError('ErrorInvalidRequest', `Items of the kind ${item.localName} cannot be created here.`)
  }
  if (childOf(item, typesNamespace, 'MimeContent') !== undefined) {
    throw new EwsError('ErrorMimeContentInvalid', 'Messages given as MIME cannot be created here.')
  }
  return {
    subject: textOf(childOf(item, typesNamespace, 'Subject')) ?? '',
    from: sender,
    to: ['ToRecipients', 'CcRecipients', 'BccRecipients'].flatMap((list) => readRecipients(item, list)),
    text: textOf(childOf(item, typesNamespace, 'Body')) ?? '',
  }
}

function readRecipients(item: Element, list: string): Address[] {
  const recipients = childOf(item, typesNamespace, list)
  if (recipients === undefined) return []
  return childrenOf(recipients, typesNamespace, 'Mailbox').flatMap((mailbox) => {
    const address = textOf(descendantOf(mailbox, typesNamespace, 'EmailAddress'))
    return address === undefined ? [] : [{ name: textOf(childOf(mailbox, typesNamespace, 'Name')) ?? address, address }]
  })
}
