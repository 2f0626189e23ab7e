/**
 * The closed list of causes that everything ends in: the edge's error pages, client results, traces and reports.
 * A low-level error is reduced to one of these once, by `failureCause`, where it is caught.
 */
export const failureCauses = {
  'name-not-found': 'the name does not exist in DNS (NXDOMAIN)',
  'no-address': 'the name exists in DNS but has no address record (NODATA)',
  'dns-failed': 'the DNS server did not answer, or answered with a failure',
  'no-route': 'nothing at that address can be reached from there',
  'connect-refused': 'nothing listens on that port',
  'connect-timeout': 'the connection was not accepted in time',
  reset: 'the other side broke the connection',
  'tls-untrusted': 'the certificate is not signed by an authority that is trusted here',
  'tls-name-mismatch': 'the certificate does not contain the host name',
  'tls-expired': 'the certificate is expired or not yet valid',
  'tls-handshake': 'the TLS handshake failed',
  'bad-request': 'the request breaks the rules of HTTP',
  'request-timeout': 'the request did not come in time',
  'request-too-large': 'the request is larger than the edge takes',
  'bad-response': 'the answer breaks the rules of HTTP',
  'response-timeout': 'the answer did not begin in time',
  'idle-timeout': 'nothing moved for too long',
  truncated: 'the answer ended before it was whole',
  'client-gone': 'the client left before the answer was whole',
  'edge-closed': 'the edge was closed while this was still under way',
  'extended-protection': 'Extended Protection refuses a log-on that is not bound to the TLS session of the server',
  misdirected: 'the TLS connection is for another host than the request',
  loop: 'the request came round to the same proxy again',
  'no-rule': 'no rule matches the host and path',
  'no-healthy-server': 'every server of the farm is unhealthy or out of use',
  'server-offline': 'the server was taken offline while this was still under way',
  denied: 'a rule denies the path',
  overloaded: 'a limit of the edge was reached',
  internal: 'the program itself failed',
} as const

export type FailureCause = keyof typeof failureCauses

const byCode: Readonly<Record<string, FailureCause>> = {
  ENOTFOUND: 'name-not-found',
  ENODATA: 'no-address',
  EAI_AGAIN: 'dns-failed',
  ESERVFAIL: 'dns-failed',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  ECONNREFUSED: 'connect-refused',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  // No file descriptor left for the connection, in the process or in the system.
  EMFILE: 'overloaded',
  ENFILE: 'overloaded',
  ECONNABORTED: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_HEADERS_TIMEOUT: 'response-timeout',
  UND_ERR_BODY_TIMEOUT: 'idle-timeout',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'truncated',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-name-mismatch',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
}

/** An error that already knows its cause; thrown where no system error code says it. */
export class CauseError extends Error {
  override readonly name = 'CauseError'
  readonly failureCause: FailureCause

  constructor(failureCause: FailureCause, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.failureCause = failureCause
  }
}

/** Reduces any socket, TLS, DNS or HTTP error (or what it wraps in `cause`) to one of the closed list. */
export function failureCause(error: unknown): FailureCause {
  const seen = new Set<unknown>()
  for (let current = error; current instanceof Error && !seen.has(current); current = current.cause) {
    seen.add(current)
    if (current instanceof CauseError) return current.failureCause
    const code: unknown = Reflect.get(current, 'code')
    if (typeof code === 'string') {
      const known = byCode[code]
      if (known !== undefined) return known
      if (code.startsWith('HPE_')) return 'bad-response'
      if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') return 'tls-handshake'
    }
  }
  return 'internal'
}
