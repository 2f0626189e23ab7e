// Delegates of a mailbox ([MS-OXODLGT]): whom the owner lets work in folders in their place.

import type { DefaultFolderName } from './folders.ts'
import type { Mailbox } from './mailbox.ts'
import { permissionsOf, setPermission } from './permissions.ts'

/** The folders that a delegate can be let into, by the names of EWS (DelegatePermissionsType), in its order. */
export const delegateFolders = [
  ['CalendarFolderPermissionLevel', 'calendar'],
  ['TasksFolderPermissionLevel', 'tasks'],
  ['InboxFolderPermissionLevel', 'inbox'],
  ['ContactsFolderPermissionLevel', 'contacts'],
  ['NotesFolderPermissionLevel', 'notes'],
  ['JournalFolderPermissionLevel', 'journal'],
] as const satisfies (readonly [string, DefaultFolderName])[]

/** The levels that a delegate can have; any other in a folder shows as `Custom`. */
export const delegateLevels = ['None', 'Editor', 'Reviewer', 'Author'] as const

export interface Delegate {
  /** Address in lower case. */
  readonly address: string
  readonly receivesCopies: boolean
  readonly viewsPrivate: boolean
}

export type MeetingRequestsTo = 'DelegatesAndMe' | 'DelegatesOnly' | 'DelegatesAndSendInformationToMe' | 'NoForward'

interface Delegation {
  readonly delegates: Map<string, Delegate>
  meetingRequests: MeetingRequestsTo
}

const stored = new WeakMap<Mailbox, Delegation>()

/** The delegates of a mailbox, and who gets its meeting requests; to be changed through the functions below. */
export function delegationOf(mailbox: Mailbox): Delegation {
  const known = stored.get(mailbox)
  if (known !== undefined) return known
  const fresh: Delegation = { delegates: new Map(), meetingRequests: 'DelegatesAndSendInformationToMe' }
  stored.set(mailbox, fresh)
  return fresh
}

/**
 * Whether somebody may send in the name of an address: their own, or that of whoever has made them a delegate, on whose behalf
 * they send ([MS-OXODLGT] 1.3, recalled).
 * @param byAddress the mailbox of an address; undefined for one that is not of the organisation
 */
export function maySendFor(
  { user }: Mailbox,
  address: string,
  byAddress: (address: string) => Mailbox | undefined,
): boolean {
  const own = user.mailbox.toLowerCase()
  if (address.toLowerCase() === own) return true
  const principal = byAddress(address)
  return principal !== undefined && delegationOf(principal).delegates.has(own)
}

/** The level that a delegate has in a folder. */
export function delegateLevel(mailbox: Mailbox, address: string, folder: DefaultFolderName): string {
  const own = permissionsOf(mailbox, mailbox.folder(folder)).find(({ user }) => user === address)
  if (own === undefined) return 'None'
  return (delegateLevels as readonly string[]).includes(own.level) ? own.level : 'Custom'
}

/** Makes somebody a delegate, or changes what they are let do. @param levels by folder; others stay */
export function setDelegate(
  mailbox: Mailbox,
  delegate: Delegate,
  levels: ReadonlyMap<DefaultFolderName, string>,
): void {
  delegationOf(mailbox).delegates.set(delegate.address, delegate)
  for (const [folder, level] of levels) setPermission(mailbox, mailbox.folder(folder), delegate.address, level)
}

/** Takes a delegate's rights away. */
export function removeDelegate(mailbox: Mailbox, address: string): void {
  delegationOf(mailbox).delegates.delete(address)
  for (const [, folder] of delegateFolders) setPermission(mailbox, mailbox.folder(folder), address, 'None')
}
