import { STATUS_CODES } from 'node:http'
import { escapeMarkup } from '../base/escape-markup.ts'
import type { FailureCause } from '../base/failure-cause.ts'
import { failureCauses } from '../base/failure-cause.ts'
import type { RawHeaders } from '../http1/index.ts'
import type { EdgePlan } from '../topology/edge-plan.ts'
import { adviceOnCause } from './cause-table.ts'

export { statusOfCause } from './cause-table.ts'

/** What an error page tells. All of it is seen by the client: no secrets. */
export interface ErrorPageFacts {
  readonly cause: FailureCause
  /** What happened to this request, in a sentence: which server, which limit. */
  readonly sentence: string
  /** The request's `client-request-id`, to find it in the trace. */
  readonly requestId?: string | undefined
  /** The Host field of the request. */
  readonly host?: string | undefined
  /** The Accept field of the request; plain text is sent when it names that and not HTML. */
  readonly accept?: string | undefined
  /** Seconds after which it is worth asking again. */
  readonly retryAfter?: number | undefined
  /** brief: nothing but the cause, for clients that it does not concern. Full when absent. */
  readonly tells?: EdgePlan['errorPages']
}

/** An answer of the edge's own: everything but the status, the Date and Connection. */
export interface ErrorPage {
  readonly reason: string
  readonly headers: RawHeaders
  readonly body: Buffer
}

/** The page for a request that the edge cannot serve: what is wrong, where, and what to do. */
export function errorPage(status: number, facts: ErrorPageFacts): ErrorPage {
  const reason = STATUS_CODES[status] ?? 'Error'
  const cause = `Cause: ${facts.cause}, that is, ${failureCauses[facts.cause]}.`
  const lines = facts.tells === 'brief' ? [cause] : [facts.sentence, cause, adviceOnCause(facts.cause, status)]
  const details = [
    ...(facts.host ? [`Host: ${facts.host}`] : []),
    ...(facts.requestId ? [`Request: ${facts.requestId}`] : []),
  ]
  const asText = wantsText(facts.accept)
  const body = Buffer.from(asText ? text(status, reason, lines, details) : html(status, reason, lines, details))
  return {
    reason,
    headers: [
      ['Content-Type', `text/${asText ? 'plain' : 'html'}; charset=utf-8`],
      ['Content-Length', String(body.length)],
      ['Cache-Control', 'no-store'],
      ...(facts.retryAfter === undefined ? [] : [['Retry-After', String(facts.retryAfter)] as const]),
      ['X-Content-Type-Options', 'nosniff'],
      ['X-Bridgehead-Cause', facts.cause],
    ],
    body,
  }
}

function wantsText(accept: string | undefined): boolean {
  const wanted = accept?.toLowerCase() ?? ''
  return wanted.includes('text/plain') && !wanted.includes('text/html')
}

function text(status: number, reason: string, lines: readonly string[], details: readonly string[]): string {
  return `${[`${status} ${reason}`, '', ...lines, '', ...details].join('\n').trimEnd()}\n`
}

function html(status: number, reason: string, lines: readonly string[], details: readonly string[]): string {
  const title = escapeMarkup(`${status} ${reason}`)
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
<h1>${title}</h1>
${lines.map((line) => `<p>${escapeMarkup(line)}</p>`).join('\n')}
${details.map((line) => `<p><small>${escapeMarkup(line)}</small></p>`).join('\n')}
<hr><p><small>Answered by the edge (Bridgehead), not by a server behind it.</small></p>
</body>
</html>
`
}
