import type { EwsOperation } from '../operation.ts'
import { createAttachment, deleteAttachment, getAttachment } from './attachments.ts'
import { convertId } from './convert-id.ts'
import { createFolder } from './create-folder.ts'
import { createItem } from './create-item.ts'
import { addDelegate, getDelegate, removeDelegateOperation, updateDelegate } from './delegates.ts'
import { deleteItem } from './delete-item.ts'
import { expandDl } from './expand-dl.ts'
import { exportItems } from './export-items.ts'
import { findFolderOperation } from './find-folder.ts'
import { findItemOperation } from './find-item.ts'
import { findPeople, getPersona } from './find-people.ts'
import { deleteFolder, emptyFolder } from './folder-removal.ts'
import { getEvents } from './get-events.ts'
import { getFolder } from './get-folder.ts'
import { getInboxRules } from './get-inbox-rules.ts'
import { getItem } from './get-item.ts'
import { getMailTips } from './get-mail-tips.ts'
import { getPasswordExpirationDate } from './get-password-expiration-date.ts'
import { getRoomLists } from './get-room-lists.ts'
import { getRooms } from './get-rooms.ts'
import { getServerTimeZones } from './get-server-time-zones.ts'
import { getServiceConfiguration } from './get-service-configuration.ts'
import { getStreamingEvents } from './get-streaming-events.ts'
import { getUserAvailability } from './get-user-availability.ts'
import { getUserPhoto } from './get-user-photo.ts'
import { markAllItemsAsRead } from './mark-all-items-as-read.ts'
import { markAsJunk } from './mark-as-junk.ts'
import { resolveNames } from './resolve-names.ts'
import { sendItem } from './send-item.ts'
import { subscribe } from './subscribe.ts'
import { syncFolderHierarchy } from './sync-folder-hierarchy.ts'
import { syncFolderItems } from './sync-folder-items.ts'
import { copyFolder, moveFolder } from './transfer-folders.ts'
import { copyItem, moveItem } from './transfer-items.ts'
import { unsubscribe } from './unsubscribe.ts'
import { updateFolder } from './update-folder.ts'
import { updateItem } from './update-item.ts'
import { uploadItems } from './upload-items.ts'
import {
  createUserConfiguration,
  deleteUserConfiguration,
  getUserConfiguration,
  updateUserConfiguration,
} from './user-configurations.ts'
import { getUserOofSettings, setUserOofSettings } from './user-oof-settings.ts'

const folders: readonly EwsOperation[] = [
  getFolder,
  findFolderOperation,
  syncFolderHierarchy,
  createFolder,
  updateFolder,
  deleteFolder,
  emptyFolder,
  moveFolder,
  copyFolder,
]

const items: readonly EwsOperation[] = [
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
  markAsJunk,
  exportItems,
  uploadItems,
  createAttachment,
  getAttachment,
  deleteAttachment,
  convertId,
  createUserConfiguration,
  getUserConfiguration,
  updateUserConfiguration,
  deleteUserConfiguration,
]

const notifications: readonly EwsOperation[] = [subscribe, unsubscribe, getEvents, getStreamingEvents]

const directory: readonly EwsOperation[] = [
  resolveNames,
  expandDl,
  getDelegate,
  addDelegate,
  updateDelegate,
  removeDelegateOperation,
  getUserAvailability,
  getUserOofSettings,
  setUserOofSettings,
  getServerTimeZones,
  getPasswordExpirationDate,
  getMailTips,
  getServiceConfiguration,
  getRoomLists,
  getRooms,
  getInboxRules,
  getUserPhoto,
  findPeople,
  getPersona,
]

const operations: readonly EwsOperation[] = [...folders, ...items, ...notifications, ...directory]

/** All operations that this mock's EWS carries out, by the local name of their element. */
export const ewsOperations: ReadonlyMap<string, EwsOperation> = new Map(
  operations.map((operation) => [operation.name, operation]),
)
