// CreateAttachment, GetAttachment, DeleteAttachment.

import type { Attachment, Item } from '../../../mailbox/item.ts'
import { changed } from '../../../mailbox/item-change.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { readMime } from '../../../mailbox/mime/read-mime.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { attachedItemElement } from '../attached-item.ts'
import { attachmentElement, attachmentIdElement, attachmentOf, isItemAttachment } from '../attachment-element.ts'
import { bodyElement, writtenBody } from '../body.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { tableOf } from '../fields/tables.ts'
import { ewsId, itemChangeKey, readEwsId } from '../item-id.ts'
import { itemById, itemOf } from '../item-reference.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, attemptLater, type EwsCall, type EwsOperation, requiredChild } from '../operation.ts'
import { readAttachment } from '../read-item.ts'
import { storeItem } from '../store-item.ts'
import { readBoolean } from '../values.ts'

/** Files and messages for an item that is there already. */
export const createAttachment: EwsOperation = {
  name: 'CreateAttachment',
  async run(request, call) {
    const parent = requiredChild(request, messagesNamespace, 'ParentItemId')
    const answers = []
    for (const element of childrenOf(requiredChild(request, messagesNamespace, 'Attachments'))) {
      answers.push(
        await attemptLater(async () => {
          const attachment = await readAttachment(element)
          const { mailbox, item } = itemById(parent, call)
          const stored = storeItem(mailbox, item, changed(item, { attachments: [...item.attachments, attachment] }))
          const root = markup` RootItemId="${ewsId(mailbox, stored)}" RootItemChangeKey="${itemChangeKey(stored)}"`
          const id = attachmentIdElement(mailbox, stored, attachment, root)
          return markup`<m:Attachments><t:${element.localName}>${id}</t:${element.localName}></m:Attachments>`
        }, markup`<m:Attachments/>`),
      )
    }
    return answers
  },
}

interface FoundAttachment {
  readonly mailbox: Mailbox
  readonly item: Item
  readonly attachment: Attachment
}

function findAttachment(reference: Element, call: EwsCall): FoundAttachment {
  if (reference.namespaceURI !== typesNamespace || reference.localName !== 'AttachmentId') {
    throw schemaFault(`The element 'AttachmentIds' has invalid child element '${reference.localName}'.`)
  }
  const parts = readEwsId(attributeOf(reference, 'Id') ?? '')
  if (parts.attachment === undefined) {
    throw new EwsError('ErrorInvalidIdNotAnItemAttachmentId', 'Id must be an attachment id.')
  }
  const { mailbox, item } = itemOf(parts, call)
  const attachment = attachmentOf(item, parts.attachment)
  if (attachment !== undefined) return { mailbox, item, attachment }
  throw new EwsError('ErrorItemNotFound', 'The specified object was not found in the store.')
}

/** What is in attachments: bytes of files, and attached items. */
export const getAttachment: EwsOperation = {
  name: 'GetAttachment',
  run(request, call) {
    const shape = childOf(request, messagesNamespace, 'AttachmentShape')
    const withMime = readBoolean((shape && textOf(childOf(shape, typesNamespace, 'IncludeMimeContent'))) ?? 'false')
    const references = childrenOf(requiredChild(request, messagesNamespace, 'AttachmentIds'))
    return Promise.all(
      references.map((reference) =>
        attemptLater(async () => {
          const { mailbox, item, attachment } = findAttachment(reference, call)
          const content = isItemAttachment(attachment)
            ? await attached(mailbox, item, attachment, withMime)
            : markup`<t:Content>${attachment.content.toString('base64')}</t:Content>`
          return markup`<m:Attachments>${attachmentElement(mailbox, item, attachment, content)}</m:Attachments>`
        }, markup`<m:Attachments/>`),
      ),
    )
  },
}

/** Properties of attached messages; those that only an item in a folder has are left out. */
const attachedProperties = [
  'item:ItemClass',
  'item:Subject',
  'item:Sensitivity',
  'item:Importance',
  'item:DateTimeSent',
  'message:Sender',
  'message:ToRecipients',
  'message:CcRecipients',
  'message:From',
  'message:InternetMessageId',
  'message:References',
]

async function attached(
  mailbox: Mailbox,
  parent: Item,
  { content, item }: Attachment,
  withMime: boolean,
): Promise<Markup> {
  const scope = { mailbox, bodyType: 'best', longestBody: 0, mime: undefined } as const
  if (item !== undefined) return attachedItemElement(item, parent, scope)
  const message = { ...(await readMime(content)) } as Item
  const { byUri } = tableOf(message)
  const write = (uri: string): Markup | undefined => byUri.get(uri)?.write(message, scope)
  const [first, last] = [attachedProperties.slice(0, 3), attachedProperties.slice(3)]
  const mime = withMime
    ? markup`<t:MimeContent CharacterSet="UTF-8">${content.toString('base64')}</t:MimeContent>`
    : undefined
  const body = bodyElement('Body', writtenBody(message, scope))
  return markup`<t:Message>${mime}${first.map(write)}${body}${last.map(write)}</t:Message>`
}

/** Attachments go from their items. */
export const deleteAttachment: EwsOperation = {
  name: 'DeleteAttachment',
  run: (request, call) =>
    childrenOf(requiredChild(request, messagesNamespace, 'AttachmentIds')).map((reference) =>
      attempt(() => {
        const { mailbox, item, attachment } = findAttachment(reference, call)
        const attachments = item.attachments.filter((one) => one !== attachment)
        const stored = storeItem(mailbox, item, changed(item, { attachments }))
        return markup`<m:RootItemId RootItemId="${ewsId(mailbox, stored)}" RootItemChangeKey="${itemChangeKey(stored)}"/>`
      }),
    ),
}
