import { clientActions } from '../../clients/index.ts'
import type { ActionContext, ActionResult } from '../../clients/types.ts'

/** Runs an action by name with options as a scenario gives them. */
export async function runAction(name: string, context: ActionContext, options: unknown = {}): Promise<ActionResult> {
  const action = clientActions.get(name)
  if (action === undefined) throw new Error(`no action ${name}`)
  return action.run(context, action.options.parse(options))
}
