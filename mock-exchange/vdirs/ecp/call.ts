import type { UserPlan } from '../../../topology/lab-plan.ts'
import { type ManagedServer, managedServers } from '../../management/servers.ts'
import type { Markup } from '../../xml/markup.ts'
import type { VdirContext } from '../types.ts'
import type { SentForm } from '../web/form-data.ts'

/** What a page or form of ECP has at hand. */
export interface EcpCall {
  readonly context: VdirContext
  readonly user: UserPlan
  /** What every form sends back. */
  readonly canary: string
  readonly query: URLSearchParams
  /** Does something once the browser has its answer: a recycle must not end the request that asks for it. */
  afterAnswer(work: () => void): void
}

/** A page or form that only members of Organization Management may use. */
export interface AdminRoute {
  readonly path: string
  page?(call: EcpCall): Markup
  /** Does what the form says. The answer is where the browser goes, or a page with what is wrong. */
  submit?(call: EcpCall, form: SentForm): string | Markup
}

/** What a URL or form names does not exist. */
export class EcpNotFound extends Error {
  override readonly name = 'EcpNotFound'
}

/** A server of the organisation by its name. @throws EcpNotFound */
export function serverNamed(call: EcpCall, name: string | undefined): ManagedServer {
  const server = managedServers(call.context.clock).find(({ plan }) => plan.host === name)
  if (server === undefined) throw new EcpNotFound('There is no such server.')
  return server
}

/** The servers that `name` means: one, or with `*` all. @throws EcpNotFound */
export function serversNamed(call: EcpCall, name: string | undefined): readonly ManagedServer[] {
  return name === '*' ? managedServers(call.context.clock) : [serverNamed(call, name)]
}
