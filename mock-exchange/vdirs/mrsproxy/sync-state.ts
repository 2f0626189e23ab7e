import type { Mailbox } from '../../mailbox/mailbox.ts'
import { MrsFault } from './errors.ts'

/** How far the other end knows a mailbox, in a form that only this service reads. */
export function writeSyncState({ user }: Mailbox, change: number): string {
  return Buffer.from(JSON.stringify({ mailbox: user.mailboxGuid, change })).toString('base64')
}

/** Number of the change that a sync state stands for; 0 without one. @throws MrsFault SyncStateInvalid */
export function readSyncState(state: string | undefined, mailbox: Mailbox): number {
  if (state === undefined) return 0
  const invalid = new MrsFault('SyncStateInvalid', 'The sync state is not one of this mailbox.')
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(state, 'base64').toString('utf8'))
  } catch {
    throw invalid
  }
  if (typeof json !== 'object' || json === null) throw invalid
  const change = Reflect.get(json, 'change')
  const known = Reflect.get(json, 'mailbox') === mailbox.user.mailboxGuid && Number.isInteger(change)
  if (!known || change < 0 || change > mailbox.lastChange) throw invalid
  return change
}
