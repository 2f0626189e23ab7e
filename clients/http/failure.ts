import { errors } from 'undici'
import { CauseError, type FailureCause, failureCause } from '../../base/failure-cause.ts'
import { messageOf } from '../../base/message-of.ts'

/** Where an exchange was when it failed. */
export type ExchangeStage = 'request' | 'answer'

/** A failed exchange as one of the closed list of causes, in one sentence. What already has its sentence keeps it. */
export function exchangeFailure(error: unknown, url: URL, stage: ExchangeStage): CauseError {
  if (error instanceof CauseError) return error
  const cause = causeOf(error, stage)
  const where = `${url.origin}${url.pathname}`
  const sentences: Partial<Record<FailureCause, string>> = {
    'client-gone': `${where}: the client ended the request.`,
    reset: `${where}: the connection was closed before an answer came.`,
    truncated: `${where}: the answer ended before it was whole.`,
    'response-timeout': `${where}: the answer did not begin in time.`,
    'idle-timeout': `${where}: the answer stood still for too long.`,
    'bad-response': `${where}: the answer breaks the rules of HTTP (${messageOf(error)}).`,
  }
  return new CauseError(cause, sentences[cause] ?? `${where}: ${messageOf(error)}`, error)
}

function causeOf(error: unknown, stage: ExchangeStage): FailureCause {
  // What undici says when the client itself has closed the connection or ended the body.
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'UND_ERR_ABORTED' || code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return 'client-gone'
  // undici 8 gives a parser's error no code: it looks up names where there are numbers.
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) return 'bad-response'
  const cause = failureCause(error)
  return stage === 'answer' && cause === 'reset' ? 'truncated' : cause
}
