import type { FailureCause } from '../../base/failure-cause.ts'

/** The status that a sub-status belongs to, and the sub-status. */
type IisStatus = readonly [status: number, subStatus: number]

// Microsoft, "The HTTP status codes in IIS" and "Troubleshooting 502 errors in ARR" (reference/reverse-proxies.md section 1.8).
const forwarderError: IisStatus = [502, 3] // 502.3: forwarder connection error
// ARR says 502.3 to a server that is too slow as well. This edge says 504, for which IIS has no sub-status of its own: the 3
// lets those who look for it find it.
const tooSlow: IisStatus = [504, 3]

// Only where IIS or ARR says the same of the same: an edge without a healthy server answers 503, not ARR's 502.4, and 503.4 is
// another thing (the FastCGI queue is full); a path that a rule denies is not 403.4 (SSL required).
const numbers: { readonly [Cause in FailureCause]?: IisStatus } = {
  'name-not-found': forwarderError,
  'no-address': forwarderError,
  'dns-failed': forwarderError,
  'no-route': forwarderError,
  'connect-refused': forwarderError,
  'connect-timeout': tooSlow,
  reset: forwarderError,
  'tls-untrusted': forwarderError,
  'tls-name-mismatch': forwarderError,
  'tls-expired': forwarderError,
  'tls-handshake': forwarderError,
  'bad-request': [400, 601], // 400.601: ARR's "bad client request"
  'bad-response': forwarderError,
  'response-timeout': tooSlow,
  'idle-timeout': tooSlow,
  truncated: forwarderError,
  overloaded: [503, 2], // 503.2: concurrent request limit exceeded
}

/** What IIS would log as `sc-substatus` of an answer that the edge itself gave; 0 of any other. */
export function subStatus(status: number | undefined, cause: FailureCause | undefined): number {
  const row = cause === undefined ? undefined : numbers[cause]
  return row !== undefined && row[0] === status ? row[1] : 0
}
