import type { HopRecord } from '../../../base/trace.ts'
import { ActionRun } from '../../action-run.ts'
import { type AuthenticationScheme, headerValues, offeredSchemes } from '../../http/index.ts'
import { answered } from '../../words.ts'
import type { Step } from '../step.ts'
import { detailIdentity, detailTrace, diagnose } from './answer.ts'
import { actionContext, traceOf } from './context.ts'

/** What is asked without credentials, and what must be offered. */
export interface AuthenticationTest {
  readonly url: URL
  readonly method?: string
  /** Schemes of which the client of this protocol takes one. */
  readonly wanted: readonly AuthenticationScheme[]
  /** Whether domain-joined clients use it, so that Basic alone is a flaw. */
  readonly windows: boolean
}

/** Step: a request without credentials, the 401, and the ways to log on that it offers. */
export function testAuthentication(
  parent: Step,
  { url, method = 'GET', wanted, windows }: AuthenticationTest,
): Promise<void> {
  return parent.step(`Ways to log on at ${url.pathname}`, async (step) => {
    const hops: HopRecord[] = []
    await using run = new ActionRun('authentication', actionContext(step, hops, undefined))
    const response = await run.send({ url, method })
    const { status, headers } = response
    const trace = await traceOf(step, response.requestId)
    step.detail('status', status)
    detailIdentity(step, headers)
    detailTrace(step, trace)
    if (status !== 401) {
      // What needs no log-on for this method is of no concern here.
      if (status < 400 || status === 405) {
        step.summary = `${status}: no log-on is asked for.`
        return
      }
      const { cause, more } = diagnose({ status, headers, secure: url.protocol === 'https:', anonymous: true }, trace)
      step.fail(cause, [`${answered(response)}.`, more].filter((text) => text !== '').join(' '))
    }
    const offered = offeredSchemes(headers)
    step.detail('offered', offered.join(', '))
    step.summary = offered.join(', ')
    const folded = headerValues(headers, 'www-authenticate').find((line) => /,\s*(basic|ntlm|negotiate)\b/i.test(line))
    if (folded !== undefined)
      step.warn('folded-challenges', 'Several ways to log on stand in one WWW-Authenticate line.')
    if (offered.length === 0) step.fail('nothing-offered', `${url.href} wants a log-on and offers no way to do it.`)
    if (!wanted.some((scheme) => offered.includes(scheme))) {
      step.fail(
        wanted.includes('ntlm') ? 'ntlm-missing' : 'scheme-not-offered',
        `${url.href} offers ${offered.join(', ')}, and the client logs on by ${wanted.join(' or ')}.`,
      )
    }
    if (windows && offered.length === 1 && offered[0] === 'basic') {
      step.warn('basic-only', `${url.href} offers Basic only.`)
    }
  })
}
