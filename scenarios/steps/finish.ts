import * as z from 'zod'
import { actionWishes, impliedByAction, observeAction } from '../action-observation.ts'
import { checkEarlierStep } from './references.ts'
import type { StepKind } from './types.ts'

const options = z.string().describe('id of the start step')

export const finishStep: StepKind<typeof options> = {
  name: 'finish',
  about: 'Waits until what a `start` step began has come to its end.',
  example: `- finish: ping
  expect: { facts: { outcome: changes } }`,
  options,
  expect: actionWishes,
  title: (id) => `${id} ends`,
  implied: impliedByAction,
  check: (id, scope) => checkEarlierStep(scope, ['finish'], id, 'start'),
  async run(id, { held, lab }) {
    const action = held.get(id)
    if (action === undefined) throw new Error(`No step has started ${id}.`)
    const result = await action.result
    held.delete(id)
    return observeAction(result, lab)
  },
}
