import { tagsOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Item } from '../../../mailbox/item.ts'

const base = tagsOf('AirSyncBase')
const email = tagsOf('Email')

/** The list of attachments, or nothing when there are none; `5:290:0` is the first of item 290 in collection 5. */
export function attachmentElements({ attachments }: Item, serverId: string, version: number): WbxmlElement[] {
  if (attachments.length === 0) return []
  if (version < 120) {
    const old = attachments.map(({ name, content }, index) =>
      email(
        'Attachment',
        email('AttMethod', '1'),
        email('AttSize', String(content.length)),
        email('DisplayName', name),
        email('AttName', `${serverId}:${index}`),
      ),
    )
    return [email('Attachments', ...old)]
  }
  const list = attachments.map(({ name, content, contentId, inline }, index) =>
    base(
      'Attachment',
      base('DisplayName', name),
      base('FileReference', `${serverId}:${index}`),
      base('Method', '1'),
      base('EstimatedDataSize', String(content.length)),
      ...(contentId === undefined ? [] : [base('ContentId', contentId)]),
      ...(inline ? [base('IsInline', '1')] : []),
    ),
  )
  return [base('Attachments', ...list)]
}
