// An ActiveSync command is one file in `commands/` that exports one `ActiveSyncCommand`, and one line in
// `commands/index.ts`.

import type { Clock } from '../../../base/clock.ts'
import type { PageName, WbxmlElement } from '../../../protocols/wbxml/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { MailboxStore } from '../../mailbox/store.ts'
import type { HeldCall } from '../held-request.ts'
import type { Device } from './device.ts'
import type { ActiveSyncUri } from './request-uri.ts'
import type { SyncState } from './sync-state.ts'

/** One request of one device. */
export interface ActiveSyncCall extends HeldCall {
  /** What the device sees: its owner's mailbox, or the nearly empty one of a device in quarantine. */
  readonly mailbox: Mailbox
  readonly device: Device
  readonly state: SyncState
  /** Protocol version times ten: 25, 121, 141. */
  readonly version: number
  readonly uri: ActiveSyncUri
  /** Undefined when the device named none at all. */
  readonly policyKey: string | undefined
  /** The document sent; undefined for an empty body, which some commands allow, and for MIME. */
  readonly body: WbxmlElement | undefined
  /** The body as it came: MIME in the commands that send mail, before 14.0. */
  readonly bytes: Buffer
  readonly clock: Clock
  readonly store: MailboxStore
  /** Everybody with a mailbox: the address list. */
  readonly people: readonly UserPlan[]
  readonly acceptMultiPart: boolean
}

export interface ActiveSyncAnswer {
  /** Absent for an answer without content, which says that all went well. */
  readonly body?: WbxmlElement | undefined
  /** The device begins anew, so the answer's headers name the versions and commands again ([MS-ASHTTP] 2.2.2.1.1.2.8). */
  readonly announceVersions?: boolean
  /** Parts after the document of a multipart answer ([MS-ASCMD] 2.2.1.10.1). */
  readonly parts?: readonly Buffer[]
  /** Content that is not WBXML: an attachment. */
  readonly content?: { readonly type: string; readonly bytes: Buffer }
}

export interface ActiveSyncCommand {
  /** As in `Cmd`, and the tag of the answer's document. */
  readonly name: string
  /** Code page of the document; its Status says why a command is refused. */
  readonly page: PageName
  /** A device in quarantine may use it, on the mailbox that it is shown. */
  readonly inQuarantine?: boolean
  /** Needs no policy key: the way to get one. */
  readonly beforePolicy?: boolean
  /** The body is MIME before 14.0, and no document. */
  readonly mimeBefore14?: boolean
  /** Gone from the protocol since 14.0. */
  readonly until14?: boolean
  /** The answer; undefined when the signal was aborted first. @throws ActiveSyncError */
  run(call: ActiveSyncCall): ActiveSyncAnswer | Promise<ActiveSyncAnswer | undefined>
}
