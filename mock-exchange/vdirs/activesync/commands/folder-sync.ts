import { element, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import { type ActiveSyncCall, type ActiveSyncCommand, deviceFolders } from '../command.ts'

const page = 'FolderHierarchy'

/** Status of FolderSync ([MS-ASCMD] 2.2.3.177.4). */
const statuses = { success: '1', invalidSyncKey: '9', malformed: '10' } as const

/** The folder hierarchy: all of it for key 0, nothing new for the key that the device was given. */
export const folderSync: ActiveSyncCommand = {
  name: 'FolderSync',
  run({ mailbox, device, body }: ActiveSyncCall) {
    const key = body?.tag === 'FolderSync' ? textAt(body, 'SyncKey') : undefined
    if (key === undefined) return { body: answer(statuses.malformed) }
    if (key === '0') {
      device.hierarchyKey = '1'
      const adds = [...deviceFolders(mailbox)].map(([id, folder]) => add(id, folder))
      const changes = element(page, 'Changes', element(page, 'Count', String(adds.length)), ...adds)
      return { body: answer(statuses.success, element(page, 'SyncKey', '1'), changes), announceVersions: true }
    }
    if (key !== device.hierarchyKey) return { body: answer(statuses.invalidSyncKey) }
    const nothing = element(page, 'Changes', element(page, 'Count', '0'))
    return { body: answer(statuses.success, element(page, 'SyncKey', key), nothing) }
  },
}

function answer(status: string, ...rest: readonly WbxmlElement[]): WbxmlElement {
  return element(page, 'FolderSync', element(page, 'Status', status), ...rest)
}

function add(id: string, { displayName, activeSyncType }: Folder): WbxmlElement {
  return element(
    page,
    'Add',
    element(page, 'ServerId', id),
    element(page, 'ParentId', '0'),
    element(page, 'DisplayName', displayName),
    element(page, 'Type', String(activeSyncType)),
  )
}
