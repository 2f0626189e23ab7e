import type { FailureCause } from '../../base/failure-cause.ts'

// IIS with ARR forwards through WinHTTP, and logs WinHTTP's number for what went wrong towards a server: 502.3 with 12002
// for a timeout (Microsoft, "Troubleshooting 502 errors in ARR"). Numbers from 12000 on: Microsoft, "Error Messages
// (Winhttp.h)"; the others: Microsoft, "System Error Codes" (winerror.h).
const cannotConnect = 12_029 // ERROR_WINHTTP_CANNOT_CONNECT
const nameNotResolved = 12_007 // ERROR_WINHTTP_NAME_NOT_RESOLVED
const timeout = 12_002 // ERROR_WINHTTP_TIMEOUT
const connectionError = 12_030 // ERROR_WINHTTP_CONNECTION_ERROR: reset or terminated; 0x80072efe in ARR's page
const secureFailure = 12_175 // ERROR_WINHTTP_SECURE_FAILURE: whatever is wrong with the certificate

const numbers: Readonly<Record<FailureCause, number>> = {
  'name-not-found': nameNotResolved,
  'no-address': nameNotResolved,
  'dns-failed': nameNotResolved,
  'no-route': cannotConnect,
  'connect-refused': cannotConnect,
  'connect-timeout': timeout,
  reset: connectionError,
  'tls-untrusted': secureFailure,
  'tls-name-mismatch': secureFailure,
  'tls-expired': secureFailure,
  'tls-handshake': secureFailure,
  'bad-request': 13, // ERROR_INVALID_DATA
  'request-timeout': 121, // ERROR_SEM_TIMEOUT: what IIS logs for a client that stands still
  'request-too-large': 0, // IIS's 413 0 0
  'bad-response': 12_152, // ERROR_WINHTTP_INVALID_SERVER_RESPONSE: 0x80072f78 in ARR's page
  'response-timeout': timeout,
  'idle-timeout': 121, // ERROR_SEM_TIMEOUT
  truncated: connectionError,
  'client-gone': 64, // ERROR_NETNAME_DELETED: what IIS logs for a client that left
  'edge-closed': 1_236, // ERROR_CONNECTION_ABORTED: by the local system
  // SEC_E_BAD_BINDINGS
  'extended-protection': 2_148_074_310,
  misdirected: 0,
  loop: 0, // ARR's 400.605
  'no-rule': 2, // ERROR_FILE_NOT_FOUND: IIS's 404 0 2
  'no-healthy-server': 0, // ARR's 502.4 comes with 0x00000000
  'server-offline': connectionError,
  denied: 5, // ERROR_ACCESS_DENIED: IIS's 403 4 5
  overloaded: 1_450, // ERROR_NO_SYSTEM_RESOURCES
  internal: 1_359, // ERROR_INTERNAL_ERROR
}

/** What IIS would log as `sc-win32-status`: 0 when nothing went wrong. */
export function win32Status(cause: FailureCause | undefined): number {
  return cause === undefined ? 0 : numbers[cause]
}
