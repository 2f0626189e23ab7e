// The objects that handles of a session stand for ([MS-OXCROPS] 1.3.1, "Server objects").

import type { Attachment } from '../../mailbox/item.ts'
import type { ExceptionChange } from '../../mailbox/mapi/exception-message.ts'
import type { EmbeddedMessage } from './embedded-message.ts'
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

/** The exception of a series that an attachment holds ([MS-OXOCAL] 2.2.10.1). */
interface HeldException {
  /** Start that the rule has, in milliseconds since 1970; undefined until the client says it. */
  readonly original: number | undefined
  /** What the client made of its message, once that is saved. */
  readonly change: ExceptionChange | undefined
}

/** An attachment of a message; `attachment` is what it says, with what the client has changed of it. */
export interface AttachmentObject {
  readonly kind: 'attachment'
  readonly logon: LogonObject
  readonly message: MessageObject | EmbeddedMessage
  readonly number: number
  attachment: Attachment
  /** In place of bytes. */
  exception: HeldException | undefined
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
  | EmbeddedMessage
  | AttachmentObject
  | TableObject
  | StreamObject
  | SubscriptionObject

export type ObjectKind = ServerObject['kind']
/** The object of a kind. */
export type ObjectOf<Kind extends ObjectKind> = Extract<ServerObject, { readonly kind: Kind }>

/** The log-on that an object belongs to. */
export const logonOf = (object: ServerObject): LogonObject => (object.kind === 'logon' ? object : object.logon)
