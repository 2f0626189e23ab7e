import * as z from 'zod'
import type { ActionContext, ActionResult } from '../../clients/types.ts'
import { didYouMean } from '../../topology/nearest.ts'
import { explainIssues } from '../../topology/yaml/explain-issue.ts'
import { actionWishes, impliedByAction, observeAction } from '../action-observation.ts'
import type { CheckScope, StepKind, World } from './types.ts'
import { checkLogOn, credentialsOf, logOn, nameOf, session, vantage } from './vocabulary.ts'

/** Options of a client action; `start` has the same. */
export const clientOptions = z
  .strictObject({
    do: z.string().describe('the action: <client>.<what it does>, such as owa.logon'),
    as: logOn,
    from: vantage,
    session,
    with: z.record(z.string(), z.unknown()).default({}).describe('options of the action'),
  })
  .describe('a client action, from its first packet to its own verdict')
type ClientOptions = z.output<typeof clientOptions>

/** Checks that the action exists, that its options fit it, and that the user exists. `key` is the step's kind. */
export function checkClientAction(options: ClientOptions, scope: CheckScope, key: string): void {
  checkLogOn(options.as, scope, [key, 'as'])
  if (options.do === 'request') {
    scope.problem([key, 'do'], 'write an HTTP request as a step of its own, request: { url: … }')
    return
  }
  const action = scope.actions.get(options.do)
  if (action === undefined) {
    const known = [...scope.actions.keys()]
    const hint = didYouMean(options.do, known) || `; there is ${known.join(', ')}`
    scope.problem([key, 'do'], `there is no client action "${options.do}"${hint}`)
    return
  }
  const result = z.safeParse(action.options, options.with)
  if (result.success) return
  const subject = { schemas: [action.options], value: options.with, path: [key, 'with'] }
  for (const { path, message, at } of explainIssues(subject, result.error.issues)) scope.problem(path, message, at)
}

/** Runs the action of a step. The reader has checked that it exists. */
export function runClientAction(
  options: ClientOptions,
  { lab, actions, sessions }: Pick<World, 'lab' | 'actions' | 'sessions'>,
  context: Pick<ActionContext, 'signal' | 'established'>,
): Promise<ActionResult> {
  const action = actions.get(options.do)
  if (action === undefined) throw new Error(`There is no client action ${options.do}.`)
  return action.run(
    {
      ...context,
      from: lab.from(options.from),
      as: credentialsOf(options.as, lab),
      record: lab.record,
      whenHeld: lab.whenHeld,
      session: sessions.get(options.session, options.from),
    },
    z.parse(action.options, options.with),
  )
}

/** `alice on the internet: owa.logon`. */
export const actionTitle = ({ as, from, do: action }: ClientOptions): string =>
  `${nameOf(as)} on the ${from}: ${action}`

export const clientStep: StepKind<typeof clientOptions> = {
  name: 'client',
  about: 'A client does one thing: logs on to OWA, opens a mailbox in Outlook, synchronises a phone.',
  example: `- client: { do: owa.logon, as: alice, from: internet, with: { url: https://mail.contoso.com } }
  expect: { facts: { landedOn: /owa/ }, hops: { edge: { server: cas1 } } }`,
  options: clientOptions,
  expect: actionWishes,
  title: actionTitle,
  implied: impliedByAction,
  check: (options, scope) => checkClientAction(options, scope, 'client'),
  async run(options, world, { signal }) {
    return observeAction(await runClientAction(options, world, { signal, established() {} }), world.lab)
  },
}
