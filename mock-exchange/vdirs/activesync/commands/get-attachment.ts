import type { ActiveSyncCommand } from '../command.ts'
import { ActiveSyncError, commonStatus } from '../errors.ts'
import { attachmentAt } from './item-operations.ts'

/** GetAttachment: one attachment as the answer's content, before 14.0 ([MS-ASCMD] 2.2.1.7). */
export const getAttachment: ActiveSyncCommand = {
  name: 'GetAttachment',
  page: 'AirSyncBase',
  until14: true,
  run(call) {
    const attachment = attachmentAt(call, call.uri.attachmentName ?? '')
    if (attachment === undefined) throw new ActiveSyncError(commonStatus.serverError, 'AttachmentNotFound')
    return { content: { type: attachment.contentType, bytes: attachment.content } }
  },
}
