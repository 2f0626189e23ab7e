import type * as z from 'zod'
import { type ActionRun, runAction } from './action-run.ts'
import type { ActionResult, ClientAction } from './types.ts'

interface ActionDescription<Options extends z.ZodType> {
  readonly name: string
  readonly about: string
  readonly options: Options
  readonly act: (run: ActionRun, options: z.output<Options>) => Promise<ActionResult>
}

/** An action whose failures on the network become its result (`runAction`). */
export function defineAction<Options extends z.ZodType>({
  act,
  ...description
}: ActionDescription<Options>): ClientAction<Options> {
  return {
    ...description,
    run: (context, options) => runAction(description.name, context, (run) => act(run, options)),
  }
}
