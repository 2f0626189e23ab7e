import type { Rop } from '../rop.ts'
import {
  createAttachment,
  deleteAttachment,
  getAttachmentTable,
  openAttachment,
  saveChangesAttachment,
} from './attachments.ts'
import { createFolder } from './create-folder.ts'
import { createMessage } from './create-message.ts'
import { deleteFolder } from './delete-folder.ts'
import { deleteMessages, emptyFolder, hardDeleteMessages } from './delete-messages.ts'
import { findRow } from './find-row.ts'
import { getContentsTable } from './get-contents-table.ts'
import { getHierarchyTable } from './get-hierarchy-table.ts'
import { getPropertiesAll, getPropertiesList, getPropertiesSpecific } from './get-properties.ts'
import { getReceiveFolder } from './get-receive-folder.ts'
import { getReceiveFolderTable } from './get-receive-folder-table.ts'
import { logon } from './logon.ts'
import { idFromLongTermId, longTermIdFromId } from './long-term-ids.ts'
import { moveCopyMessages } from './move-copy-messages.ts'
import { openEmbeddedMessage } from './open-embedded-message.ts'
import { openFolder } from './open-folder.ts'
import { openMessage, reloadCachedInformation } from './open-message.ts'
import { getNamesFromPropertyIds, getPropertyIdsFromNames } from './property-names.ts'
import { queryRows } from './query-rows.ts'
import { setMessageReadFlag, setReadFlags } from './read-flags.ts'
import { modifyRecipients, readRecipients, removeAllRecipients } from './recipients.ts'
import { registerNotification } from './register-notification.ts'
import { release } from './release.ts'
import { saveChangesMessage } from './save-changes-message.ts'
import {
  deleteProperties,
  deletePropertiesNoReplicate,
  setProperties,
  setPropertiesNoReplicate,
} from './set-properties.ts'
import {
  getAddressTypes,
  getOwningServers,
  getPerUserLongTermIds,
  getStoreState,
  getTransportFolder,
  setSpooler,
} from './store-answers.ts'
import {
  commitStream,
  getStreamSize,
  openStream,
  readStream,
  seekStream,
  setStreamSize,
  writeStream,
} from './streams.ts'
import { submitMessage } from './submit-message.ts'
import { queryColumnsAll, queryPosition, seekRow } from './table-position.ts'
import { getStatus, restrict, setColumns, sortTable } from './table-setup.ts'

/** The ROPs that the lab's store carries out. A new one is a file of its own and a line here. */
const rops: readonly Rop[] = [
  getAttachmentTable,
  openAttachment,
  createAttachment,
  saveChangesAttachment,
  deleteAttachment,
  openEmbeddedMessage,
  createFolder,
  createMessage,
  deleteFolder,
  deleteMessages,
  hardDeleteMessages,
  emptyFolder,
  findRow,
  getContentsTable,
  getHierarchyTable,
  getPropertiesSpecific,
  getPropertiesAll,
  getPropertiesList,
  getReceiveFolderTable,
  getReceiveFolder,
  logon,
  longTermIdFromId,
  idFromLongTermId,
  moveCopyMessages,
  openFolder,
  openMessage,
  reloadCachedInformation,
  getPropertyIdsFromNames,
  getNamesFromPropertyIds,
  queryRows,
  setReadFlags,
  setMessageReadFlag,
  modifyRecipients,
  removeAllRecipients,
  readRecipients,
  registerNotification,
  release,
  saveChangesMessage,
  setProperties,
  setPropertiesNoReplicate,
  deleteProperties,
  deletePropertiesNoReplicate,
  getStoreState,
  getOwningServers,
  getPerUserLongTermIds,
  getTransportFolder,
  getAddressTypes,
  setSpooler,
  openStream,
  readStream,
  writeStream,
  seekStream,
  setStreamSize,
  getStreamSize,
  commitStream,
  submitMessage,
  queryPosition,
  seekRow,
  queryColumnsAll,
  setColumns,
  sortTable,
  restrict,
  getStatus,
]

const byId: ReadonlyMap<number, Rop> = new Map(rops.map((rop) => [rop.id, rop]))

/** The ROP of an id; undefined for one that is reserved, or not carried out here. */
export function findRop(id: number): Rop | undefined {
  return byId.get(id)
}
