// An ActiveSync command is one file in `commands/` that exports one `ActiveSyncCommand`, and one line in
// `commands/index.ts`.

import type { Clock } from '../../../base/clock.ts'
import type { WbxmlElement } from '../../../protocols/wbxml/index.ts'
import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { HeldCall } from '../held-request.ts'
import type { Device } from './device.ts'

/** One request of one device. */
export interface ActiveSyncCall extends HeldCall {
  readonly mailbox: Mailbox
  readonly device: Device
  /** The document sent; undefined for an empty body, which some commands allow. */
  readonly body: WbxmlElement | undefined
  readonly clock: Clock
}

interface ActiveSyncAnswer {
  readonly body: WbxmlElement
  /** The device begins anew, so the answer's headers name the versions and commands again ([MS-ASHTTP] 2.2.2.1.1.2.8). */
  readonly announceVersions?: boolean
}

export interface ActiveSyncCommand {
  readonly name: string
  /** The answer; undefined when the signal was aborted first. */
  run(call: ActiveSyncCall): ActiveSyncAnswer | Promise<ActiveSyncAnswer | undefined>
}

/** Folders as devices see them, by the id that all commands use (ServerId, CollectionId, Ping's Id). */
export function deviceFolders(mailbox: Mailbox): ReadonlyMap<string, Folder> {
  const shown = mailbox.folders().filter(({ activeSyncType }) => activeSyncType !== undefined)
  return new Map(shown.map((folder, index) => [String(index + 1), folder]))
}
