// Folders and messages as the service's JSON has them.

import { plainText } from '../../../mailbox/body-text.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { Address, Item } from '../../../mailbox/item.ts'
import { folderChangeKey, itemChangeKey } from '../../ews/item-id.ts'
import { folderOf, idOf, type OwaCall } from '../call.ts'
import { sanitise } from '../sanitise.ts'
import type { Json } from './action.ts'
import type { JsonPart } from './request.ts'

/** The folder that a FolderId, DistinguishedFolderId or TargetFolderId names. @throws OwaNotFound */
export function folderFrom(part: JsonPart, call: OwaCall): Folder {
  const inner = part.at('BaseFolderId')
  return folderOf(call, (inner.value === undefined ? part : inner).at('Id').text ?? '')
}

export function folderJson(folder: Folder, call: OwaCall): Json {
  const { mailbox } = call
  return {
    __type: 'Folder:#Exchange',
    FolderId: { __type: 'FolderId:#Exchange', Id: idOf(call, folder), ChangeKey: folderChangeKey(folder) },
    ParentFolderId: { __type: 'FolderId:#Exchange', Id: idOf(call, mailbox.parentOf(folder)) },
    DisplayName: folder.displayName,
    FolderClass: folder.containerClass,
    DistinguishedFolderId: folder.name,
    TotalCount: mailbox.count(folder),
    UnreadCount: mailbox.unread(folder),
    ChildFolderCount: mailbox.childrenOf(folder).length,
  }
}

/** What lists show of an item. */
export function itemJson(item: Item, call: OwaCall): Json {
  const mail =
    item.kind === 'message'
      ? {
          From: item.from && { Mailbox: addressJson(item.from) },
          DateTimeSent: new Date(item.sentAt ?? item.receivedAt).toISOString(),
          InternetMessageId: item.messageId,
        }
      : {}
  return {
    __type: `${item.kind === 'message' ? 'Message' : 'Item'}:#Exchange`,
    ItemId: itemIdJson(item, call),
    ParentFolderId: { __type: 'FolderId:#Exchange', Id: idOf(call, call.mailbox.folderAt(item.folder)) },
    ItemClass: item.itemClass,
    Subject: item.subject,
    Importance: `${item.importance.charAt(0).toUpperCase()}${item.importance.slice(1)}`,
    DateTimeReceived: new Date(item.receivedAt).toISOString(),
    Size: item.size,
    IsRead: item.read,
    IsDraft: item.kind === 'message' && item.draft,
    HasAttachments: item.attachments.some(({ inline }) => !inline),
    Preview: plainText(item).replace(/\s+/g, ' ').slice(0, 255),
    ...mail,
  }
}

/** The whole item; HTML comes as OWA would show it. */
export async function wholeItemJson(item: Item, call: OwaCall): Promise<Json> {
  const html = item.body.type === 'html'
  const value = html ? (await sanitise(item.body.content, new Map())).html.text : item.body.content
  const recipients =
    item.kind === 'message' ? { ToRecipients: item.to.map(addressJson), CcRecipients: item.cc.map(addressJson) } : {}
  return {
    ...itemJson(item, call),
    ...recipients,
    Body: { __type: 'BodyContentType:#Exchange', BodyType: html ? 'HTML' : 'Text', Value: value },
    Attachments: item.attachments.map(({ name, contentType, content, inline }) => ({
      __type: 'FileAttachment:#Exchange',
      Name: name,
      ContentType: contentType,
      Size: content.length,
      IsInline: inline,
    })),
  }
}

export function itemIdJson(item: Item, call: OwaCall): Json {
  return { __type: 'ItemId:#Exchange', Id: idOf(call, item), ChangeKey: itemChangeKey(item) }
}

function addressJson({ name, address }: Address): Json {
  return {
    __type: 'EmailAddress:#Exchange',
    Name: name,
    EmailAddress: address,
    RoutingType: 'SMTP',
    MailboxType: 'Mailbox',
  }
}
