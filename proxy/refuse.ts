import type { FailureCause } from '../base/failure-cause.ts'
import { encodeResponseHead, type RequestHead } from '../http1/index.ts'
import type { ClientSide } from './client-side.ts'
import type { EdgeRun } from './edge-run.ts'
import { errorAnswer } from './local-answer.ts'
import { requestOver } from './record-over.ts'
import { noRequest, requestIdOf, Trail } from './trail.ts'

export interface Refusal {
  /** The head, if that much could be read. */
  readonly head: RequestHead | undefined
  readonly status: number
  readonly reason: string
}

/** Answers bytes that are no request, and records them. The connection must be closed after it. */
export function refuse(run: EdgeRun, client: ClientSide, { head, status, reason }: Refusal): readonly Buffer[] {
  const request = head ?? noRequest
  const trail = new Trail(request, client.tls === undefined ? 'http' : 'https', client.connection)
  const cause = causeOf(status)
  const sentence = `The edge refuses the request: ${reason}.`
  const requestId = requestIdOf(request.headers)
  const answer = errorAnswer(status, { cause, sentence, requestId, tells: run.active.plan.errorPages })
  const headers = [...answer.headers, ['Connection', 'close'] as const]
  trail.cause = cause
  trail.detail = sentence
  trail.status = status
  trail.responseHeaders = headers
  trail.responseBytes = head?.method === 'HEAD' ? 0 : answer.body.length
  requestOver(run, trail)
  const bytes = encodeResponseHead({ ...answer, headers })
  return head?.method === 'HEAD' ? [bytes] : [bytes, answer.body]
}

/** Why bytes are no request, by the status that the codec gives them. */
function causeOf(status: number): FailureCause {
  if (status === 408) return 'request-timeout'
  // A limit, where nothing breaks the rules of HTTP.
  return status === 414 || status === 431 ? 'request-too-large' : 'bad-request'
}
