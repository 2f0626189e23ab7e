// What an answer of HTTP tells an admin: who gave it, and what a refusal most likely means.

import { type FailureCause, failureCauses } from '../../../base/failure-cause.ts'
import type { HeaderList, HopRecord } from '../../../base/trace.ts'
import { headerValue, offeredSchemes } from '../../http/index.ts'
import type { ProbeCause } from '../advice.ts'
import type { Step } from '../step.ts'

/** Headers in which Exchange and IIS say who they are (reference exchange-protocols.md 1.7), with their names for a person. */
const identities: readonly (readonly [header: string, name: string])[] = [
  ['x-feserver', 'front end'],
  ['x-beserver', 'back end'],
  ['x-calculatedbetarget', 'back end'],
  ['x-owa-version', 'OWA version'],
  ['ms-server-activesync', 'ActiveSync version'],
  ['server', 'web server'],
]

/** Adds who answered, as the headers have it. */
export function detailIdentity(step: Step, headers: HeaderList): void {
  for (const [header, name] of identities) step.detail(name, headerValue(headers, header))
}

/** Adds what the edge decided and which server answered, where the lab's trace is there. */
export function detailTrace(step: Step, hops: readonly HopRecord[]): void {
  for (const { hop, host, status, subStatus, edge } of hops) {
    if (hop === 'client') continue
    const code = status === undefined ? 'no answer' : `${status}${subStatus === undefined ? '' : `.${subStatus}`}`
    const rule = edge?.rule === undefined ? '' : `, rule ${edge.rule.index} (${edge.rule.text})`
    const to = edge?.server === undefined ? '' : `, farm ${edge.farm} to ${edge.server} (${edge.mode})`
    step.detail(hop === 'edge' ? 'edge' : hop, `${host}${rule}${to}: ${code}`)
  }
}

/** A refusal as the client saw it. */
export interface Refusal {
  readonly status: number | undefined
  readonly headers: HeaderList
  readonly secure: boolean
  /** Whether no log-on was tried. */
  readonly anonymous: boolean
}

/** Why a request was refused, and one sentence more where the trace or the circumstances tell. */
export function diagnose(
  { status, headers, secure, anonymous }: Refusal,
  hops: readonly HopRecord[],
): { readonly cause: ProbeCause; readonly more: string } {
  const edge = hops.findLast(({ hop }) => hop === 'edge')
  const told = headerValue(headers, 'x-bridgehead-cause')
  if (edge?.cause === undefined && told !== undefined && isFailureCause(told)) {
    return { cause: told, more: `${failureCauses[told]}.`.replace(/^./, (letter) => letter.toUpperCase()) }
  }
  const server = hops.find(({ hop }) => hop === 'front-end' || hop === 'essentials')
  if (edge?.cause !== undefined) return { cause: edge.cause, more: edge.detail ?? '' }
  if (server?.cause === 'extended-protection') return { cause: server.cause, more: server.detail ?? '' }
  const place = server === undefined ? 'the server' : server.host
  switch (status) {
    case 401:
      return { cause: offeredSchemes(headers).length === 0 ? 'nothing-offered' : 'logon-refused', more: '' }
    case 403: {
      if (server?.subStatus === 4) {
        return { cause: 'ssl-required', more: `${place} requires SSL there and was sent plain HTTP (403.4).` }
      }
      // Exchange asks for a log-on or redirects; it forbids without having asked when it requires SSL.
      if (server === undefined && secure && anonymous) {
        return {
          cause: 'ssl-required',
          more: 'Exchange forbids without asking for a log-on when a virtual directory requires SSL and is sent plain HTTP (403.4).',
        }
      }
      return { cause: 'forbidden', more: '' }
    }
    case 404:
      return { cause: 'not-found', more: '' }
    case 503:
      return { cause: 'pool-stopped', more: `The application pool on ${place} is stopped, or no server is left.` }
    default:
      return { cause: status !== undefined && status >= 500 ? 'server-error' : 'protocol-error', more: '' }
  }
}

/** The edge of this project says its causes in a header of its answers (docs/edge.md). */
const isFailureCause = (text: string): text is FailureCause => Object.hasOwn(failureCauses, text)
