import { tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { clean } from '../items/values.ts'

const page = 'FolderHierarchy'
const tag = tagsOf(page)

/** Status of FolderSync ([MS-ASCMD] 2.2.3.177.4). */
const statuses = { success: '1', invalidSyncKey: '9', malformed: '10' } as const

/** The folder hierarchy: all of it for key 0, what is new for a key that the device was given. */
export const folderSync: ActiveSyncCommand = {
  name: 'FolderSync',
  page,
  inQuarantine: true,
  run(call: ActiveSyncCall) {
    const { mailbox, state, body } = call
    const key = body?.tag === 'FolderSync' ? textOf(body, page, 'SyncKey') : undefined
    if (key === undefined) return { body: answer(statuses.malformed) }
    const news = state.hierarchy.since(key, mailbox)
    if (news === undefined) return { body: answer(statuses.invalidSyncKey), announceVersions: true }
    const { added, updated, deleted } = news.changes
    const changes = tag(
      'Changes',
      tag('Count', String(added.length + updated.length + deleted.length)),
      ...updated.map((folder) => tag('Update', ...members(folder, call))),
      ...deleted.map((id) => tag('Delete', tag('ServerId', id))),
      ...added.map((folder) => tag('Add', ...members(folder, call))),
    )
    for (const id of deleted) state.forget(id)
    return { body: answer(statuses.success, tag('SyncKey', news.key), changes), announceVersions: key === '0' }
  },
}

function answer(status: string, ...rest: readonly WbxmlElement[]): WbxmlElement {
  return tag('FolderSync', tag('Status', status), ...rest)
}

function members(folder: Folder, { mailbox, state }: ActiveSyncCall): WbxmlElement[] {
  return [
    tag('ServerId', state.hierarchy.idOf(folder)),
    tag('ParentId', state.hierarchy.parentIdOf(folder, mailbox)),
    tag('DisplayName', clean(folder.displayName)),
    tag('Type', String(folder.activeSyncType)),
  ]
}
