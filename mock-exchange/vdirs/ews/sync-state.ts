// Sync states: opaque to clients. Inside: a mark, the version of this form, what is synchronised, and how far.
//
//   "BHSS" | version | kind | scope (counter of the folder) | number of the last change | GUID of the mailbox | anything
//   a later version adds

import { guidBytes } from '../../mailbox/guid.ts'
import { EwsError } from './errors.ts'

const mark = Buffer.from('BHSS')
const version = 2
const kinds = { folders: 1, items: 2 } as const
const mailboxAt = 18
const length = mailboxAt + 16

export interface SyncState {
  readonly kind: keyof typeof kinds
  /** GUID of the mailbox: folders of others have the same counters. */
  readonly mailboxGuid: string
  /** Counter of the folder that is synchronised. */
  readonly scope: number
  /** Number of the last change that the client knows. */
  readonly reached: number
}

/** `m:SyncState` as text. */
export function encodeSyncState({ kind, mailboxGuid, scope, reached }: SyncState): string {
  const bytes = Buffer.alloc(length)
  mark.copy(bytes)
  bytes[4] = version
  bytes[5] = kinds[kind]
  bytes.writeUIntBE(scope, 6, 6)
  bytes.writeUIntBE(reached, 12, 6)
  guidBytes(mailboxGuid).copy(bytes, mailboxAt)
  return bytes.toString('base64')
}

/**
 * How far a client has come: 0 for one that has no state yet. What follows the known part is left to later versions.
 * @param latest number of the last change of the mailbox: nobody can know more
 * @throws EwsError ErrorInvalidSyncStateData for what is no state of this very folder of this mailbox
 */
export function readSyncState(text: string | undefined, expected: Omit<SyncState, 'reached'>, latest: number): number {
  if (text === undefined) return 0
  const bytes = Buffer.from(text, 'base64')
  const known = bytes.length >= length && bytes.subarray(0, 4).equals(mark) && (bytes[4] ?? 0) >= version
  const same =
    known &&
    bytes[5] === kinds[expected.kind] &&
    bytes.readUIntBE(6, 6) === expected.scope &&
    bytes.subarray(mailboxAt, length).equals(guidBytes(expected.mailboxGuid))
  const reached = same ? bytes.readUIntBE(12, 6) : Number.NaN
  if (reached <= latest) return reached
  throw new EwsError('ErrorInvalidSyncStateData', 'The sync state data is corrupt or otherwise invalid.')
}
