import type { ActiveSyncCommand } from '../command.ts'
import { folderCreate, folderDelete, folderUpdate } from './folder-change.ts'
import { folderSync } from './folder-sync.ts'
import { getAttachment } from './get-attachment.ts'
import { getItemEstimate } from './get-item-estimate.ts'
import { itemOperations } from './item-operations.ts'
import { meetingResponse } from './meeting-response.ts'
import { moveItems } from './move-items.ts'
import { ping } from './ping.ts'
import { provision } from './provision.ts'
import { resolveRecipients } from './resolve-recipients.ts'
import { search } from './search.ts'
import { sendMail, smartForward, smartReply } from './send-mail.ts'
import { settings } from './settings.ts'
import { sync } from './sync.ts'
import { validateCert } from './validate-cert.ts'

const commands: readonly ActiveSyncCommand[] = [
  folderSync,
  folderCreate,
  folderUpdate,
  folderDelete,
  getAttachment,
  getItemEstimate,
  itemOperations,
  meetingResponse,
  moveItems,
  ping,
  provision,
  resolveRecipients,
  search,
  sendMail,
  smartForward,
  smartReply,
  settings,
  sync,
  validateCert,
]

/** All commands that this mock carries out, by name in lower case. */
export const activeSyncCommands: ReadonlyMap<string, ActiveSyncCommand> = new Map(
  commands.map((command) => [command.name.toLowerCase(), command]),
)
