/** Error codes of MAPI ([MS-OXCDATA] 2.4), by their names there without the prefix ec or MAPI_E_. */
export const mapiErrors = {
  success: 0,
  unknownUser: 0x3eb,
  /** The user has no right to log on to that mailbox. */
  loginPermission: 0x3f2,
  loginFailure: 0x80040111,
  /** MAPI_E_SESSION_LIMIT: the user has as many sessions as may be. */
  sessionLimit: 0x80040112,
  /** The server is not the one of the mailbox; the answer names the one that is. */
  wrongServer: 0x478,
  /** The ROP buffer cannot be taken apart. */
  rpcFormat: 0x4b6,
  /** The handle, or its index, leads to no object. */
  nullObject: 0x4b9,
  /** A ROP that writes to an object which the request does not name. */
  nullDestination: 0x503,
  bufferTooSmall: 0x47d,
  quotaExceeded: 0x4d9,
  invalidParameter: 0x80070057,
  accessDenied: 0x80070005,
  notEnoughMemory: 0x8007000e,
  generalFailure: 0x80004005,
  notSupported: 0x80040102,
  invalidObject: 0x80040108,
  objectDeleted: 0x8004010a,
  notFound: 0x8004010f,
  unexpectedType: 0x80040305,
  invalidCodePage: 0x8004011e,
  tooComplex: 0x80040117,
  computed: 0x8004011a,
  invalidBookmark: 0x80040405,
  tableTooBig: 0x80040403,
  noRecipients: 0x80040607,
  notInitialized: 0x80040605,
  collision: 0x80040604,
  folderCycle: 0x8004060b,
  invalidEntryId: 0x80040107,
  streamSeek: 0x80030019,
  errorsReturned: 0x00040380,
} as const

/** A failure that a peer is told as an error code of MAPI. */
export class MapiError extends Error {
  override readonly name = 'MapiError'
  readonly code: number

  constructor(code: number, message = `MAPI error 0x${code.toString(16)}`) {
    super(message)
    this.code = code
  }
}
