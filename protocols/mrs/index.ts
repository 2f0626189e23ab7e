// What both ends of a mailbox move say to each other: SOAP 1.2 with the message headers of WS-Addressing 1.0, as WCF sends
// them. The contract of the real MRSProxy is not public: operations and their parts are a stand-in, in a namespace that
// says so (reference/exchange-protocols.md section 2.10).
//
//   ExchangeVersionInformation                      who are you?
//   OpenMailbox ─▶ session                          of a mailbox as source or as destination
//   source:       GetFolders, ExportItems … ExportItems, CompleteMove
//   destination:  GetSyncState, ImportFolders, ImportItems … ImportItems, CompleteMove
//   CloseMailbox

export const soap12Namespace = 'http://www.w3.org/2003/05/soap-envelope'
/** WS-Addressing 1.0. */
export const addressingNamespace = 'http://www.w3.org/2005/08/addressing'
/** Namespace of the operations. */
export const mrsNamespace = 'urn:bridgehead:mrsproxy:stand-in'

/** Every operation of the service. */
export const mrsOperations = [
  'ExchangeVersionInformation',
  'OpenMailbox',
  'GetFolders',
  'ExportItems',
  'GetSyncState',
  'ImportFolders',
  'ImportItems',
  'CompleteMove',
  'CloseMailbox',
] as const
/** An operation of the service. */
export type MrsOperation = (typeof mrsOperations)[number]

/** The `wsa:Action` of an operation's request. */
export const actionOf = (operation: MrsOperation): string => `${mrsNamespace}/${operation}`

/** Code of a fault of the service itself. Those that end in Transient are worth another attempt. */
export type MrsFaultCode =
  | 'AccessDenied'
  | 'MailboxNotFound'
  | 'MailboxExists'
  | 'SessionNotFoundTransient'
  | 'ConnectionLimitTransient'
  | 'ChangesPendingTransient'
  | 'SyncStateInvalid'
  | 'ItemCorrupt'
  | 'QuotaExceeded'
  | 'FolderNotFound'
  | 'InvalidRequest'
