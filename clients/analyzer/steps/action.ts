// A client action as a step: its verdict, who answered, and why it failed in an admin's words.

import * as z from 'zod'
import type { HopRecord } from '../../../base/trace.ts'
import { offeredSchemes } from '../../http/index.ts'
import type { ActionContext, ActionResult, ClientAction, Credentials } from '../../types.ts'
import type { ProbeCause } from '../advice.ts'
import type { Step } from '../step.ts'
import { detailIdentity, detailTrace, diagnose } from './answer.ts'
import { actionContext, traceOf } from './context.ts'

/** Facts that are too long, or of no use to a person. */
const quiet = new Set(['text', 'log', 'url', 'sha1'])

/** How an action is run as a step. */
export interface ActionStep<Options extends z.ZodType> {
  readonly action: ClientAction<Options>
  readonly with: z.input<Options>
  readonly account?: Credentials | undefined
  readonly overrides?: Partial<ActionContext>
  /** Which cause a failed result has, where the action knows better than its status says. */
  readonly causeOf?: (result: ActionResult) => ProbeCause | undefined
}

/** Step: the action must succeed. Its result is given. */
export function testAction<Options extends z.ZodType>(
  parent: Step,
  title: string,
  one: ActionStep<Options>,
): Promise<ActionResult> {
  return parent.step(title, (step) => runActionIn(step, one))
}

/** Runs an action within a step that is there already. @throws StepFailure when it fails */
export async function runActionIn<Options extends z.ZodType>(
  step: Step,
  { action, with: options, account = step.world.account, overrides, causeOf }: ActionStep<Options>,
): Promise<ActionResult> {
  const hops: HopRecord[] = []
  const result = await action.run(actionContext(step, hops, account, overrides), z.parse(action.options, options))
  const trace = await traceOf(step, result.requestIds.at(-1))
  await noteAnswer(step, result, hops, trace)
  if (result.ok) {
    step.summary = result.summary
    return result
  }
  const { cause, more } = failureOf(result, hops, trace, causeOf)
  return step.fail(cause, [result.summary, more].filter((text) => text !== '').join(' '))
}

async function noteAnswer(
  step: Step,
  { facts, status }: ActionResult,
  hops: readonly HopRecord[],
  trace: readonly HopRecord[],
): Promise<void> {
  step.detail('status', status)
  for (const [name, value] of Object.entries(facts)) if (!quiet.has(name)) step.detail(name, value)
  const last = hops.findLast(({ responseHeaders }) => responseHeaders !== undefined)
  if (last?.responseHeaders !== undefined) detailIdentity(step, last.responseHeaders)
  step.detail('request id', last?.requestId)
  detailTrace(step, trace)
}

function failureOf(
  result: ActionResult,
  hops: readonly HopRecord[],
  trace: readonly HopRecord[],
  causeOf: ((result: ActionResult) => ProbeCause | undefined) | undefined,
): { readonly cause: ProbeCause; readonly more: string } {
  const known = causeOf?.(result) ?? result.cause
  if (known !== undefined) return { cause: known, more: '' }
  const last = hops.findLast(({ status }) => status !== undefined)
  const headers = last?.responseHeaders ?? []
  const found = diagnose({ status: last?.status, headers, secure: last?.scheme !== 'http', anonymous: false }, trace)
  if (found.cause !== 'logon-refused') return found
  // The client had an account and a way to log on; when that way is not offered, the password is not to blame.
  const refusedScheme = /offers .* but not /.test(result.summary)
  return refusedScheme && offeredSchemes(headers).length > 0 ? { cause: 'scheme-not-offered', more: '' } : found
}
