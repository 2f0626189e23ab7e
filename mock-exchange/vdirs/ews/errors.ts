// The two ways in which EWS refuses: one part of a request (HTTP 200, an error among the response messages), or the
// request as a whole (HTTP 500, a SOAP fault).

import { MailboxError, type MailboxRefusal } from '../../mailbox/errors.ts'

/** One part of a request cannot be done. `code` is a ResponseCodeType such as ErrorFolderNotFound. */
export class EwsError extends Error {
  override readonly name = 'EwsError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** The same, or what the store refused in EWS's words; anything else is thrown on. */
  static of(error: unknown): EwsError {
    if (error instanceof EwsError) return error
    if (error instanceof MailboxError) return new EwsError(...refusals[error.refusal], { cause: error })
    throw error
  }
}

/** The request as a whole is refused. */
export class EwsFault extends Error {
  override readonly name = 'EwsFault'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Codes and texts are those of Exchange 2013 ([MS-OXWSCDATA] 2.2.5.24 for the codes; texts recalled). */
const refusals: Readonly<Record<MailboxRefusal, readonly [code: string, message: string]>> = {
  'folder-exists': ['ErrorFolderExists', 'A folder with the specified name already exists.'],
  'folder-not-found': ['ErrorFolderNotFound', 'The specified folder could not be found in the store.'],
  'default-folder': ['ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.'],
  'folder-cycle': ['ErrorMoveCopyFailed', 'The folder cannot be moved into itself or a folder below it.'],
  'item-not-found': ['ErrorItemNotFound', 'The specified object was not found in the store.'],
  'quota-exceeded': ['ErrorQuotaExceeded', 'The mailbox has exceeded its storage quota.'],
  'mime-invalid': ['ErrorMimeContentInvalid', 'The MIME content was invalid.'],
}

/** The request does not follow the schema; `what` tells how, as .NET's validator would. */
export function schemaFault(what: string): EwsFault {
  return new EwsFault('ErrorSchemaValidation', `The request failed schema validation: ${what}`)
}

/** An attribute that the schema demands is not there, or has a value that it does not know. */
export function attributeFault(name: string, value: string | undefined): EwsFault {
  if (value === undefined) return schemaFault(`The required attribute '${name}' is missing.`)
  return schemaFault(`The '${name}' attribute is invalid - The value '${value}' is invalid.`)
}
