// What a whole command is refused with: a common Status for protocol 14.0 and later, an HTTP status for those before, which
// do not know the common ones ([MS-ASCMD] 2.2.2, tables in reference/exchange-protocols.md section 2.5).

/** Common Status values by what they mean. */
export const commonStatus = {
  invalidContent: 101,
  invalidWbxml: 102,
  invalidXml: 103,
  invalidDateTime: 104,
  invalidIds: 106,
  invalidMime: 107,
  deviceIdInvalid: 108,
  deviceTypeInvalid: 109,
  serverError: 110,
  mailboxQuotaExceeded: 113,
  noRecipient: 119,
  replyNotAllowed: 117,
  alreadySent: 118,
  submissionFailed: 120,
  replyFailed: 121,
  userHasNoMailbox: 123,
  userDisabled: 126,
  deviceBlocked: 129,
  accessDenied: 130,
  syncStateNotFound: 132,
  commandNotSupported: 137,
  versionNotSupported: 138,
  remoteWipe: 140,
  notProvisioned: 142,
  policyRefresh: 143,
  invalidPolicyKey: 144,
  itemNotFound: 150,
  informationRequired: 165,
  rightsManagementDisabled: 168,
  tooManyDevices: 177,
} as const

type CommonStatus = (typeof commonStatus)[keyof typeof commonStatus]

/** Refuses a whole command. */
export class ActiveSyncError extends Error {
  override readonly name = 'ActiveSyncError'
  readonly status: CommonStatus

  /** @param message for the header X-MS-ASError, which admins read in traces */
  constructor(status: CommonStatus, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** Common Status values that have an HTTP status of their own before 14.0; all others are 400. */
const httpOf: Readonly<Partial<Record<CommonStatus, number>>> = {
  [commonStatus.serverError]: 500,
  [commonStatus.mailboxQuotaExceeded]: 507,
  [commonStatus.userHasNoMailbox]: 403,
  [commonStatus.userDisabled]: 403,
  [commonStatus.deviceBlocked]: 403,
  [commonStatus.accessDenied]: 403,
  [commonStatus.tooManyDevices]: 403,
  [commonStatus.syncStateNotFound]: 403,
  [commonStatus.commandNotSupported]: 501,
  [commonStatus.submissionFailed]: 500,
  [commonStatus.replyFailed]: 500,
  [commonStatus.remoteWipe]: 449,
  [commonStatus.notProvisioned]: 449,
  [commonStatus.policyRefresh]: 449,
  [commonStatus.invalidPolicyKey]: 449,
}

/** The HTTP status that a device of protocol 12.1 or before gets in place of a common Status. */
export function httpStatusOf(status: CommonStatus): number {
  return httpOf[status] ?? 400
}
