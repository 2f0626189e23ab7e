// A request that the server holds (Ping, notifications): the step passes once it is held.

import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import type { HopRecord } from '../../../base/trace.ts'
import type { Step } from '../step.ts'
import type { ActionStep } from './action.ts'
import { detailIdentity, diagnose } from './answer.ts'
import { actionContext } from './context.ts'

/**
 * Step: the action's request is held by the server: it says so itself (in a lab), or has not answered for as long as
 * the world's `hold`. The request is then ended.
 */
export function testHeld<Options extends z.ZodType>(
  parent: Step,
  title: string,
  { action, with: options }: ActionStep<Options>,
): Promise<void> {
  return parent.step(title, async (step) => {
    const { world } = step
    const end = new AbortController()
    let silent = false
    const untilSilent = async (): Promise<void> => {
      await sleep(world.hold, undefined, { signal: end.signal, ref: false })
      silent = true
    }
    const held = Promise.withResolvers<undefined>()
    const hops: HopRecord[] = []
    const running = action.run(
      actionContext(step, hops, world.account, {
        signal: AbortSignal.any([world.signal, end.signal, AbortSignal.timeout(world.timeout + world.hold)]),
        whenHeld: world.whenHeld ?? untilSilent,
        established: () => held.resolve(undefined),
      }),
      z.parse(action.options, options),
    )
    try {
      const early = await Promise.race([running, held.promise])
      if (early === undefined) {
        // A stream says that it stands by its first sign of life, long before that.
        step.summary = silent
          ? `No answer within ${world.hold} ms: the request is held.`
          : 'The server holds the request.'
        return
      }
      const last = hops.findLast(({ responseHeaders }) => responseHeaders !== undefined)
      if (last?.responseHeaders !== undefined) detailIdentity(step, last.responseHeaders)
      if (early.ok) step.fail('not-held', `The request was answered at once: ${early.summary}`)
      const { status, cause } = early
      const secure = last?.scheme !== 'http'
      const found = diagnose({ status, headers: last?.responseHeaders ?? [], secure, anonymous: false }, [])
      step.fail(cause ?? found.cause, early.summary)
    } finally {
      end.abort(new Error('The probe has seen enough.'))
      running.catch(() => {})
    }
  })
}
