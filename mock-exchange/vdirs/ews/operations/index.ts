import type { EwsOperation } from '../operation.ts'
import { createAttachment, deleteAttachment, getAttachment } from './attachments.ts'
import { convertId } from './convert-id.ts'
import { createFolder } from './create-folder.ts'
import { createItem } from './create-item.ts'
import { deleteItem } from './delete-item.ts'
import { findFolderOperation } from './find-folder.ts'
import { findItemOperation } from './find-item.ts'
import { deleteFolder, emptyFolder } from './folder-removal.ts'
import { getFolder } from './get-folder.ts'
import { getItem } from './get-item.ts'
import { getUserConfiguration } from './get-user-configuration.ts'
import { markAllItemsAsRead } from './mark-all-items-as-read.ts'
import { sendItem } from './send-item.ts'
import { syncFolderHierarchy } from './sync-folder-hierarchy.ts'
import { syncFolderItems } from './sync-folder-items.ts'
import { copyFolder, moveFolder } from './transfer-folders.ts'
import { copyItem, moveItem } from './transfer-items.ts'
import { updateFolder } from './update-folder.ts'
import { updateItem } from './update-item.ts'

const operations: readonly EwsOperation[] = [
  getFolder,
  findFolderOperation,
  syncFolderHierarchy,
  createFolder,
  updateFolder,
  deleteFolder,
  emptyFolder,
  moveFolder,
  copyFolder,
  findItemOperation,
  getItem,
  syncFolderItems,
  createItem,
  sendItem,
  updateItem,
  moveItem,
  copyItem,
  deleteItem,
  markAllItemsAsRead,
  createAttachment,
  getAttachment,
  deleteAttachment,
  convertId,
  getUserConfiguration,
]

/** All operations that this mock's EWS carries out, by the local name of their element. */
export const ewsOperations: ReadonlyMap<string, EwsOperation> = new Map(
  operations.map((operation) => [operation.name, operation]),
)
