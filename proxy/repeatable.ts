import type { FailureCause } from '../base/failure-cause.ts'
import type { Conversation } from './conversation.ts'

/** Methods that may be repeated without harm (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** How a server that goes away ends a request. */
const serverGone: ReadonlySet<FailureCause> = new Set(['reset', 'truncated', 'server-offline'] satisfies FailureCause[])

/**
 * Whether a request that was sent may be sent once more: nothing of an answer went to the client, no byte of a body is lost,
 * and the server cannot have acted on it (the request never got whole), or may do so twice (RFC 9110 section 9.2.2).
 * A time limit does not count: the server may be at work, and another one would take as long.
 */
export function mayRepeat(cause: FailureCause, method: string, { reply, upload }: Conversation): boolean {
  if (!serverGone.has(cause) || reply !== undefined || upload.begun) return false
  return !upload.done || idempotent.has(method)
}
