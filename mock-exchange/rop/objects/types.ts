// The objects that handles of a session stand for ([MS-OXCROPS] 1.3.1, "Server objects").

import type { Attachment } from '../../mailbox/item.ts'
import type { LogonObject } from './logon.ts'
import type { MessageObject } from './message.ts'
import type { StreamObject } from './stream.ts'
import type { TableObject } from './table.ts'

/** A folder, by the counter of its id. */
export interface FolderObject {
  readonly kind: 'folder'
  readonly logon: LogonObject
  readonly counter: number
}

/** An attachment of a message; `attachment` is what it says, with what the client has changed of it. */
interface AttachmentObject {
  readonly kind: 'attachment'
  readonly logon: LogonObject
  readonly message: MessageObject
  readonly number: number
  attachment: Attachment
}

/** What a client wants to be told of, until its handle is closed. */
interface SubscriptionObject {
  readonly kind: 'subscription'
  readonly logon: LogonObject
}

export type ServerObject =
  | LogonObject
  | FolderObject
  | MessageObject
  | AttachmentObject
  | TableObject
  | StreamObject
  | SubscriptionObject

export type ObjectKind = ServerObject['kind']
/** The object of a kind. */
export type ObjectOf<Kind extends ObjectKind> = Extract<ServerObject, { readonly kind: Kind }>

/** The log-on that an object belongs to. */
export const logonOf = (object: ServerObject): LogonObject => (object.kind === 'logon' ? object : object.logon)
