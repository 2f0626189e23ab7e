import { observeAction } from '../action-observation.ts'
import { holdAction } from '../held-action.ts'
import { actionTitle, checkClientAction, clientOptions, runClientAction } from './client.ts'
import type { StepKind } from './types.ts'

export const startStep: StepKind<typeof clientOptions> = {
  name: 'start',
  about:
    'A client begins something long, such as a Ping, and goes on with it in the background. The step is over once the server has taken it up; `finish` waits for its end.',
  example: `- start: { do: activesync.ping, as: alice, with: { url: https://mail.contoso.com } }
  id: ping`,
  options: clientOptions,
  title: (options) => `${actionTitle(options)} begins`,
  check(options, scope) {
    if (scope.id === undefined) scope.problem(['start'], 'the step needs an id, so that finish can name it')
    checkClientAction(options, scope, 'start')
  },
  async run(options, world, { id = '', signal }) {
    const held = holdAction((context) => runClientAction(options, world, context))
    world.held.set(id, held)
    signal.addEventListener('abort', held.cancel, { once: true })
    try {
      await held.established
    } catch {
      const { summary, values, trace } = await observeAction(await held.result, world.lab)
      return { summary, values: { ...values, established: false }, trace }
    } finally {
      // Once it stands, it lives as long as the scenario and not as long as this step.
      signal.removeEventListener('abort', held.cancel)
    }
    return { summary: `${options.do} is under way`, values: { established: true }, trace: [] }
  },
  implied: () => ({ established: true }),
}
