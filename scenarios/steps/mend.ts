import * as z from 'zod'
import { checkEarlierStep } from './references.ts'
import type { StepKind } from './types.ts'

const options = z.string().describe('id of the fault step')

export const mendStep: StepKind<typeof options> = {
  name: 'mend',
  about: 'Mends what a `fault` step broke.',
  example: '- mend: broken',
  options,
  title: (id) => `${id} is mended`,
  check: (id, scope) => checkEarlierStep(scope, ['mend'], id, 'fault'),
  async run(id, { faults }) {
    faults.get(id)?.()
    faults.delete(id)
    return { summary: 'mended', values: {}, trace: [] }
  },
}
