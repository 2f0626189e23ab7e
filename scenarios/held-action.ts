// A client action in the background: begun by `start`, ended by `finish`.

import type { ActionContext, ActionResult } from '../clients/types.ts'

/** An action that goes on while later steps run. It outlives its step, so that the scenario must end it. */
export interface HeldAction {
  /** Kept once the server has taken the action up. Broken when the action ends before that. */
  readonly established: Promise<void>
  readonly result: Promise<ActionResult>
  /** Ends it from outside, when the scenario is over. */
  cancel(): void
}

/** Begins an action. `run` is given what an `ActionContext` needs besides the rest. */
export function holdAction(
  run: (context: Pick<ActionContext, 'signal' | 'established'>) => Promise<ActionResult>,
): HeldAction {
  const end = new AbortController()
  const taken = Promise.withResolvers<void>()
  const result = run({ signal: end.signal, established: taken.resolve })
  result.then(
    ({ summary }) => taken.reject(new Error(summary)),
    (error: unknown) => taken.reject(error),
  )
  // Who waits for neither must not end the process.
  taken.promise.catch(() => {})
  return { established: taken.promise, result, cancel: () => end.abort() }
}
