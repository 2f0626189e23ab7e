import type { Folder } from '../../../mailbox/folders.ts'
import { type Address, type MessageContent, message } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { findFolder } from '../folder-reference.ts'
import { ewsId, itemChangeKey } from '../item-id.ts'
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
        const given = readMessage(item)
        if (disposition.sent && given.to.length + given.cc.length + given.bcc.length === 0) {
          throw new EwsError('ErrorInvalidRecipients', 'At least one recipient is not valid.')
        }
        const content = disposition.sent ? call.store.transport.submit(sender, given) : given
        const saved = disposition.saved && save(content, sender, folderFor(request, sender, disposition.saved, call))
        return markup`<m:Items>${saved}</m:Items>`
      }, markup`<m:Items/>`),
    )
  },
}

function senderOf(call: EwsCall): Mailbox {
  if (call.mailbox !== undefined) return call.mailbox
  throw new EwsError('ErrorMissingEmailAddress', 'The account does not have a mailbox to send from.')
}

function folderFor(request: Element, mailbox: Mailbox, standard: 'drafts' | 'sentitems', call: EwsCall): Folder {
  const chosen = childOf(request, messagesNamespace, 'SavedItemFolderId')
  const reference = chosen && childrenOf(chosen)[0]
  return reference === undefined ? mailbox.folder(standard) : findFolder(reference, call).folder
}

function save(content: MessageContent, mailbox: Mailbox, folder: Folder): Markup {
  const item = mailbox.add(folder, content, { read: true })
  const id = markup`<t:ItemId Id="${ewsId(mailbox, item)}" ChangeKey="${itemChangeKey(item)}"/>`
  return markup`<t:Message>${id}</t:Message>`
}

function readMessage(item: Element): MessageContent {
  if (item.namespaceURI !== typesNamespace || item.localName !== 'Message') {
    throw new EwsError('ErrorInvalidRequest', `Items of the kind ${item.localName} cannot be created here.`)
  }
  if (childOf(item, typesNamespace, 'MimeContent') !== undefined) {
    throw new EwsError('ErrorMimeContentInvalid', 'Messages given as MIME cannot be created here.')
  }
  return message({
    subject: textOf(childOf(item, typesNamespace, 'Subject')) ?? '',
    to: readRecipients(item, 'ToRecipients'),
    cc: readRecipients(item, 'CcRecipients'),
    bcc: readRecipients(item, 'BccRecipients'),
    body: { type: 'text', content: textOf(childOf(item, typesNamespace, 'Body')) ?? '' },
  })
}

function readRecipients(item: Element, list: string): Address[] {
  const recipients = childOf(item, typesNamespace, list)
  if (recipients === undefined) return []
  return childrenOf(recipients, typesNamespace, 'Mailbox').flatMap((mailbox) => {
    const address = textOf(descendantOf(mailbox, typesNamespace, 'EmailAddress'))
    return address === undefined ? [] : [{ name: textOf(childOf(mailbox, typesNamespace, 'Name')) ?? address, address }]
  })
}
