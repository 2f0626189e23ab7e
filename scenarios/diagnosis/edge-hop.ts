// Where an edge could not, or would not, send a request on.

import { type FailureCause, failureCauses } from '../../base/failure-cause.ts'
import type { HopRecord } from '../../base/trace.ts'
import { hopText } from '../result.ts'
import { type Explain, hostOf, pathOf } from './scene.ts'

/** What to do, for the causes where that can be said. */
const advice: { readonly [Cause in FailureCause]?: (hop: HopRecord) => string } = {
  'no-rule': (hop) => `Add a rule for host ${hostOf(hop.authority)} and path ${pathOf(hop.target)}.`,
  'no-healthy-server': () => 'Look at what its health probe asks, and whether the servers answer it over this scheme.',
  denied: (hop) => `The rule that matched is ${hop.edge?.rule?.text ?? 'unknown'}.`,
  'connect-refused': (hop) =>
    `Nothing listens at ${hop.edge?.server ?? 'the server'}; check address and port of the farm.`,
  'connect-timeout': (hop) => `${hop.edge?.server ?? 'The server'} did not answer in time; check whether it is up.`,
  'no-route': (hop) => `${hop.edge?.server ?? 'The server'} cannot be reached from the edge.`,
  'tls-untrusted': () => 'Give the farm the right ca under tls, or the server a certificate of an authority it trusts.',
  'tls-name-mismatch': () =>
    'Name under tls.servername what stands in the certificate of the server, or issue one with the name.',
  'tls-expired': () => 'Renew the certificate of the server.',
}

/** The edge's own failure towards a server, or its refusal. */
export const explainEdge: Explain = ({ hops }) => {
  const hop = hops.get('edge')
  if (hop === undefined) return undefined
  const server = hop.edge?.server
  const where = server === undefined ? hopText(hop) : `${hopText(hop)} → ${server}`
  if (hop.cause !== undefined && hop.cause !== 'client-gone') {
    const what = `${hop.detail ?? failureCauses[hop.cause]}`.replace(/\.$/, '')
    const doing =
      server === undefined
        ? `The ${hopText(hop)} did not send ${hop.method} ${hostOf(hop.authority)}${pathOf(hop.target)} on`
        : `The ${hopText(hop)} could not get an answer from ${server} (${hop.edge?.mode})`
    const help = advice[hop.cause]?.(hop)
    return { hop: where, cause: hop.cause, sentence: `${doing}: ${what}.${help === undefined ? '' : ` ${help}`}` }
  }
  if ((hop.status ?? 0) >= 400 && (server === undefined || hop.edge?.mode === 'local')) {
    const rule = hop.edge?.rule === undefined ? '' : ` by rule ${hop.edge.rule.index} (${hop.edge.rule.text})`
    return {
      hop: hopText(hop),
      cause: `${hop.status}`,
      sentence: `The ${hopText(hop)} answered ${hop.status} itself${rule}.`,
    }
  }
  return undefined
}
