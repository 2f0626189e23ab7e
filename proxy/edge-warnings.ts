// What of an edge's certificates will not do, or not for much longer. None of it keeps the edge from running: at 3 o'clock in
// the morning an edge with an expired certificate is worth more than none.

import { X509Certificate } from 'node:crypto'
import { certificateNames } from '../base/certificate-names.ts'
import { endpointText } from '../base/endpoint-text.ts'
import type { KeyPair } from '../base/key-pair.ts'
import { dateWords, nameRefusedWords, notCoveredWords, refusedWords, withNames } from '../topology/certificate-words.ts'
import type { EdgePlan } from '../topology/edge-plan.ts'
import { matchesHost } from '../topology/route-match.ts'
import { certificateLabel } from './explain-listener.ts'

/** Something that should not stay so. The codes that `bridgehead check` has too are the ids of its rules. */
export interface EdgeWarning {
  readonly code: 'BH-CERTIFICATE-REFUSED' | 'BH-CERTIFICATE-EXPIRES' | 'BH-CERTIFICATE-UNUSED' | 'BH-NAME-NOT-COVERED'
  /** Begins in lower case and has no full stop. */
  readonly sentence: string
}

const day = 86_400_000
/** Long enough for an authority that wants papers. */
const noticeDays = 30

/** An edge with the certificates of its listeners, in their order. */
interface Shown {
  readonly plan: EdgePlan
  readonly certificates: readonly (readonly KeyPair[])[]
}

interface Served {
  readonly label: string
  readonly names: readonly string[]
  readonly from: Date
  readonly to: Date
}

/** The warnings about a setup, each once. `now`: milliseconds since 1970. */
export function edgeWarnings({ plan, certificates }: Shown, now: number): readonly EdgeWarning[] {
  const hosts = routedHosts(plan)
  const everywhere = plan.listeners.map(({ tls }, index) =>
    (certificates[index] ?? []).map(({ certificate }, number): Served => {
      const x509 = new X509Certificate(certificate)
      const source = tls?.certificates[number]
      const label = source === undefined ? `certificate ${number + 1}` : certificateLabel(source)
      const names = certificateNames(x509).map((name) => name.toLowerCase())
      return { label, names, from: x509.validFromDate, to: x509.validToDate }
    }),
  )
  const warnings = plan.listeners.flatMap(({ endpoint, tls }, index) => {
    const served = everywhere[index] ?? []
    const refusing = tls?.unknownName === 'refuse' ? endpointText(endpoint) : undefined
    // Where unknown names are refused, it may be on purpose that a name is for another listener.
    const missing = uncovered(hosts.named, refusing === undefined ? served : everywhere.flat())
    return [
      ...served.flatMap((each) => ofDates(each, now)),
      ...(served.length === 0 ? [] : missing.map((host) => notCovered(host, served, refusing))),
      ...(hosts.any ? [] : served.flatMap((each) => unused(each, hosts.named))),
    ]
  })
  // Two listeners often serve the same certificates.
  return [...new Map(warnings.map((warning) => [warning.sentence, warning])).values()]
}

/** The hosts whose TLS ends at the edge; `any` when there is a rule for whatever host. */
function routedHosts({ rules, farms }: EdgePlan): { readonly named: ReadonlySet<string>; readonly any: boolean } {
  const ended = rules.filter(({ action }) => action.kind !== 'farm' || farms.get(action.farm)?.passthrough !== true)
  const named = new Set(ended.flatMap(({ host }) => (host === undefined ? [] : [host])))
  return { named, any: ended.some(({ host }) => host === undefined) }
}

function ofDates({ label, from, to }: Served, now: number): readonly EdgeWarning[] {
  if (to.getTime() < now) return [refused(label, `${dateWords.expired} (on ${dateOf(to)})`)]
  if (from.getTime() > now) return [refused(label, `${dateWords['not-yet-valid']} (before ${dateOf(from)})`)]
  const days = Math.floor((to.getTime() - now) / day)
  if (days >= noticeDays) return []
  const sentence = `${label} expires in ${days} day${days === 1 ? '' : 's'}, on ${dateOf(to)}; renew it before clients refuse it`
  return [{ code: 'BH-CERTIFICATE-EXPIRES', sentence }]
}

function refused(label: string, why: string): EdgeWarning {
  return { code: 'BH-CERTIFICATE-REFUSED', sentence: refusedWords(label, why) }
}

function uncovered(hosts: ReadonlySet<string>, served: readonly Served[]): readonly string[] {
  return Array.from(hosts).filter((host) => !served.some(({ names }) => names.some((name) => matchesHost(name, host))))
}

/** @param refusing the listener, where it refuses names that its certificates do not have */
function notCovered(host: string, served: readonly Served[], refusing: string | undefined): EdgeWarning {
  // Else the first is shown to everybody whose name none has.
  const shown = (refusing === undefined ? served.slice(0, 1) : served).map(({ label, names }) =>
    withNames(label, names),
  )
  return {
    code: 'BH-NAME-NOT-COVERED',
    sentence: refusing === undefined ? notCoveredWords(host, shown) : nameRefusedWords(host, refusing, shown),
  }
}

function unused({ label, names }: Served, hosts: ReadonlySet<string>): readonly EdgeWarning[] {
  const used = Array.from(hosts).some((host) =>
    names.some((name) => matchesHost(name, host) || matchesHost(host, name)),
  )
  if (used) return []
  return [{ code: 'BH-CERTIFICATE-UNUSED', sentence: `${withNames(label, names)} is for no host name of the rules` }]
}

function dateOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}
