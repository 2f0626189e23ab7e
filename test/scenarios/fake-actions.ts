// Client actions that need no server, for tests of the reader and the runner.

import * as z from 'zod'
import type { ActionContext, ActionResult, ClientAction } from '../../clients/types.ts'
import type { ClientActions } from '../../scenarios/steps/types.ts'

/** An action's result with the usual values filled in. */
export function result(values: Partial<ActionResult> = {}): ActionResult {
  return {
    ok: true,
    summary: 'it worked',
    status: 200,
    cause: undefined,
    facts: {},
    certificate: undefined,
    requestIds: [],
    ...values,
  }
}

/** An action that does what the test says. */
export function action(
  name: string,
  run: (context: ActionContext, options: Readonly<Record<string, unknown>>) => Promise<ActionResult>,
): ClientAction {
  const options = z.strictObject({ folder: z.string().default('inbox').describe('folder to look at') })
  return { name, about: 'A fake.', options, run: (context, values) => run(context, z.parse(options, values)) }
}

/** Actions by name, as `clients/index.ts` has them. */
export const actionsOf = (...list: readonly ClientAction[]): ClientActions =>
  new Map(list.map((one) => [one.name, one]))
