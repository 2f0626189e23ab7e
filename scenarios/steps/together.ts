import * as z from 'zod'
import type { ActionResult } from '../../clients/types.ts'
import { identifier } from '../../topology/schema/values.ts'
import { actionWishes, impliedByAction, observeAction } from '../action-observation.ts'
import { wish } from '../expectation.ts'
import { checkClientAction, clientOptions, runClientAction } from './client.ts'
import type { StepKind, World } from './types.ts'
import { listOf } from './vocabulary.ts'

const options = clientOptions
  .omit({ as: true, session: true })
  .extend({
    as: z.array(identifier).min(1).describe('users of the topology'),
    sessions: z.int().min(1).max(50).default(5).describe('clients of each user, all at work at the same time'),
    times: z.int().min(1).max(200).default(10).describe('how often each client does it, over its kept connections'),
  })
  .describe('a client action of many at once')
type Options = z.output<typeof options>

const expect = actionWishes.extend({
  runs: wish.optional().describe('how often the action was done'),
  failed: wish.optional().describe('how many of these failed; the rest of the outcome is that of the first of them'),
})

export const togetherStep: StepKind<typeof options> = {
  name: 'together',
  about:
    'Several users do the same at once, many times over, each with several clients that keep their connections. One that fails makes the whole fail.',
  example:
    '- together: { do: ews.own-mailbox, as: [alice, bob], sessions: 8, with: { url: https://mail.contoso.com } }',
  options,
  expect,
  title: ({ as, from, do: action, sessions, times }) =>
    `${listOf(as)} on the ${from}: ${action}, ${sessions} clients each, ${times} times`,
  implied: impliedByAction,
  check(given, scope) {
    for (const user of given.as) checkClientAction(clientOf(given, user), scope, 'together')
  },
  async run(given, world, { id = '', signal }) {
    const clients = given.as.flatMap((user) =>
      Array.from({ length: given.sessions }, (_, number) => ({ user, session: `together ${id} ${user} ${number}` })),
    )
    const results = (
      await Promise.all(
        clients.map(({ user, session }) => work(clientOf(given, user, session), given.times, world, signal)),
      )
    ).flat()
    const failures = results.filter(({ ok }) => !ok)
    const [shown = results.at(-1)] = failures
    if (shown === undefined) throw new Error('No client was at work.')
    const { summary, values, trace } = await observeAction(shown, world.lab)
    const counts = { runs: results.length, failed: failures.length }
    const whole = `${counts.failed} of ${counts.runs} failed: ${summary}`
    return { summary: failures.length > 0 ? whole : summary, values: { ...values, ...counts }, trace }
  },
}

const clientOf = ({ do: action, from, with: given }: Options, as: string, session?: string) => ({
  do: action,
  from,
  with: given,
  as,
  session,
})

/** What one client does, one after the other. */
async function work(
  client: ReturnType<typeof clientOf>,
  times: number,
  world: World,
  signal: AbortSignal,
): Promise<ActionResult[]> {
  const results: ActionResult[] = []
  for (let done = 0; done < times; done++) {
    results.push(await runClientAction(client, world, { signal, established() {} }))
  }
  return results
}
