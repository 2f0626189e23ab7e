// A client action from code: what the step `client` of a scenario does, for tests that are written in a language.

import * as z from 'zod'
import { failure } from '../base/errors.ts'
import type { Vantage } from '../base/vantage-point.ts'
import { clientActions } from '../clients/index.ts'
import type { ActionResult } from '../clients/types.ts'
import type { StartedLab } from '../lab/types.ts'
import { didYouMean } from '../topology/nearest.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { runClientAction } from './steps/client.ts'

/** Who the client is, where it stands, and what it does it with. */
export interface ClientRun {
  /** User of the topology; anonymous when absent. */
  readonly as?: string
  /** `internet` when absent. */
  readonly from?: Vantage
  /** Options of the action (docs/scenarios.md). */
  readonly with?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal
  /** Told once the server has taken up an action that is held, such as a Ping. */
  readonly established?: () => void
}

/** A client that keeps its connections, cookies and log-on from one action to the next. */
export interface LabClient extends AsyncDisposable {
  run(action: string, run?: ClientRun): Promise<ActionResult>
}

/**
 * Runs one client action in a lab, as a client that is new: `runClient(lab, 'ews.get-folder', { as: 'alice', with: { url } })`.
 * What goes wrong between client and server is its result; see `ok`, `summary`, `cause` and `facts`.
 * @throws BH_ERR_NO_SUCH_ACTION, BH_ERR_ACTION_OPTIONS, BH_ERR_NO_SUCH_USER, BH_ERR_CLIENT_NEEDS_USER
 */
export async function runClient(lab: StartedLab, action: string, run: ClientRun = {}): Promise<ActionResult> {
  await using client = openClient(lab)
  return await client.run(action, run)
}

/** A client for several actions in a row; dispose it before the lab. */
export function openClient(lab: StartedLab): LabClient {
  const sessions = createSessions(lab)
  return {
    run: (action, run = {}) => act(lab, sessions, action, run),
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  }
}

async function act(lab: StartedLab, sessions: Sessions, name: string, run: ClientRun): Promise<ActionResult> {
  const action = clientActions.get(name)
  if (action === undefined) {
    const known = [...clientActions.keys()]
    throw failure('BH_ERR_NO_SUCH_ACTION', {
      action: name,
      hint: didYouMean(name, known) || `; there is ${known.join(', ')}`,
    })
  }
  const { as, from = 'internet', with: options = {}, signal, established } = run
  const users = lab.plan.users.map(({ user }) => user)
  if (as !== undefined && !users.includes(as)) {
    throw failure('BH_ERR_NO_SUCH_USER', { user: as, hint: didYouMean(as, users) || `; there is ${users.join(', ')}` })
  }
  const result = z.safeParse(action.options, options)
  if (!result.success) {
    throw failure('BH_ERR_ACTION_OPTIONS', { action: name, problems: z.prettifyError(result.error) })
  }
  const context = { signal: signal ?? new AbortController().signal, established: established ?? (() => {}) }
  const world = { lab, actions: clientActions, sessions }
  return runClientAction({ do: name, as, from, session: 'client', with: options }, world, context)
}
