// The two ways in which EWS refuses: one part of a request (HTTP 200, an error among the response messages), or the
// request as a whole (HTTP 500, a SOAP fault).

/** One part of a request cannot be done. `code` is a ResponseCodeType such as ErrorFolderNotFound. */
export class EwsError extends Error {
  override readonly name = 'EwsError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
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

/** The request does not follow the schema; `what` tells how, as .NET's validator would. */
export function schemaFault(what: string): EwsFault {
  return new EwsFault('ErrorSchemaValidation', `The request failed schema validation: ${what}`)
}
