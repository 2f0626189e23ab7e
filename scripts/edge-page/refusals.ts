import type { FailureCause } from '../../base/failure-cause.ts'

/** The statuses with which the edge answers what it does not pass on as a request, apart from those of causes. */
export const refusals: readonly { readonly status: number; readonly cause: FailureCause; readonly reason: string }[] = [
  {
    status: 400,
    cause: 'bad-request',
    reason:
      'a request that has no meaning, or more than one: two lengths, a length beside Transfer-Encoding, no Host or two, a folded line, a bare CR or LF, a NUL, a path that can be read in two ways, a field with an underscore (`underscores: refuse`)',
  },
  {
    status: 408,
    cause: 'request-timeout',
    reason: 'a head or a body that does not come in time (`timeouts.header`, `timeouts.body`)',
  },
  { status: 413, cause: 'request-too-large', reason: 'a body of more than `limits.bodyBytes`' },
  { status: 414, cause: 'request-too-large', reason: 'a request line of more than `limits.requestLine`' },
  {
    status: 421,
    cause: 'misdirected',
    reason:
      'a host that is not for this connection: the certificate shown does not cover it, or its farm is passed through and this connection was not',
  },
  {
    status: 431,
    cause: 'request-too-large',
    reason: 'more bytes of header than `limits.headerBytes`, or more fields than `limits.headerFields`',
  },
  {
    status: 501,
    cause: 'bad-request',
    reason: 'CONNECT, TRACE unless `trace: true`, a transfer coding other than chunked',
  },
  { status: 505, cause: 'bad-request', reason: 'HTTP/0.9, and any version but HTTP/1.0 and HTTP/1.1' },
  { status: 508, cause: 'loop', reason: 'a request that comes back to the edge that has sent it on (`via`)' },
]
