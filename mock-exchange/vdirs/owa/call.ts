// What a page or an action of OWA has at hand, and how it finds folders and items.

import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { Folder } from '../../mailbox/folders.ts'
import { defaultFolders } from '../../mailbox/folders.ts'
import type { Item, Message } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { MailboxStore } from '../../mailbox/store.ts'
import { EwsError } from '../ews/errors.ts'
import { ewsId, readEwsId } from '../ews/item-id.ts'
import type { VdirContext } from '../types.ts'

export interface OwaCall {
  readonly context: VdirContext
  readonly user: UserPlan
  readonly store: MailboxStore
  readonly mailbox: Mailbox
  /** What every form and script of the page sends back. */
  readonly canary: string
  readonly query: URLSearchParams
}

/** What a request asks for does not exist; a page says so with 404. */
export class OwaNotFound extends Error {
  override readonly name = 'OwaNotFound'
}

/** Id of a folder or item in links and forms: the one that EWS gives. */
export function idOf({ mailbox }: OwaCall, thing: { readonly entryId: Buffer }): string {
  return ewsId(mailbox, thing)
}

/** The folder of an id, or of a default folder's name such as `inbox`. @throws OwaNotFound */
export function folderOf({ mailbox }: OwaCall, id: string): Folder {
  const named = defaultFolders.find(({ name }) => name === id.toLowerCase())
  if (named !== undefined) return mailbox.folder(named.name)
  const folder = mailbox.folderOf(entryIdOf(mailbox, id))
  if (folder === undefined) throw new OwaNotFound('The folder is no longer there.')
  return folder
}

/** @throws OwaNotFound */
export function itemOf({ mailbox }: OwaCall, id: string): Item {
  const item = mailbox.itemOf(entryIdOf(mailbox, id))
  if (item === undefined) throw new OwaNotFound('The item is no longer there. It may have been moved or deleted.')
  return item
}

/** @throws OwaNotFound for items of other kinds, too */
export function messageOf(call: OwaCall, id: string): Message {
  const item = itemOf(call, id)
  if (item.kind !== 'message') throw new OwaNotFound('The item is not a message.')
  return item
}

function entryIdOf(mailbox: Mailbox, id: string): Buffer {
  try {
    const { mailboxGuid, entryId } = readEwsId(id)
    if (mailboxGuid.toLowerCase() === mailbox.user.mailboxGuid.toLowerCase()) return entryId
  } catch (error) {
    if (!(error instanceof EwsError)) throw error
  }
  throw new OwaNotFound('There is nothing with this id in the mailbox.')
}

/** A link within OWA, as its pages for plain browsers have them: `/owa/?ae=Item&a=Open&id=…`. */
export function link(parameters: Readonly<Record<string, string>>): string {
  return `/owa/?${new URLSearchParams(parameters)}`
}
