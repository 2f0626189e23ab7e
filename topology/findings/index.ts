// `bridgehead check`: every rule over one topology.

import type { LoadedTopology } from '../plan.ts'
import { backEndChanged } from './rules/back-end-changed.ts'
import { bridgeRefused } from './rules/bridge-refused.ts'
import { certificateRefused } from './rules/certificate-refused.ts'
import { differentCertificates } from './rules/different-certificates.ts'
import { extendedProtection } from './rules/extended-protection.ts'
import { farmPort } from './rules/farm-port.ts'
import { forwardToNobody } from './rules/forward-to-nobody.ts'
import { moveEndpoint } from './rules/move-endpoint.ts'
import { mrsProxyOffloaded } from './rules/mrsproxy-offloaded.ts'
import { mrsProxyPartial } from './rules/mrsproxy-partial.ts'
import { mrsProxyUnused } from './rules/mrsproxy-unused.ts'
import { mxCname } from './rules/mx-cname.ts'
import { mxNoAddress } from './rules/mx-no-address.ts'
import { nameNotCovered } from './rules/name-not-covered.ts'
import { nameRepeatsZone } from './rules/name-repeats-zone.ts'
import { noSplitDns } from './rules/no-split-dns.ts'
import { outlookAnywhereOffload } from './rules/outlook-anywhere-offload.ts'
import { passthroughPath } from './rules/passthrough-path.ts'
import { passthroughSettings } from './rules/passthrough-settings.ts'
import { pinpointGap } from './rules/pinpoint-gap.ts'
import { plainListener } from './rules/plain-listener.ts'
import { ruleShadowed } from './rules/rule-shadowed.ts'
import { samePublicName } from './rules/same-public-name.ts'
import { serverNobody } from './rules/server-nobody.ts'
import { srvNoAddress } from './rules/srv-no-address.ts'
import { srvNotCovered } from './rules/srv-not-covered.ts'
import { sslRequired } from './rules/ssl-required.ts'
import { timeoutShort } from './rules/timeout-short.ts'
import { unused } from './rules/unused.ts'
import { urlsDiffer } from './rules/urls-differ.ts'
import type { CheckRule, Finding } from './types.ts'

export type { Finding } from './types.ts'

/** All rules, in the order of docs/check-rules.md. */
export const checkRules: readonly CheckRule[] = [
  sslRequired,
  outlookAnywhereOffload,
  mrsProxyOffloaded,
  mrsProxyPartial,
  mrsProxyUnused,
  moveEndpoint,
  backEndChanged,
  bridgeRefused,
  differentCertificates,
  extendedProtection,
  nameNotCovered,
  certificateRefused,
  ruleShadowed,
  passthroughPath,
  passthroughSettings,
  farmPort,
  serverNobody,
  forwardToNobody,
  plainListener,
  timeoutShort,
  noSplitDns,
  pinpointGap,
  srvNoAddress,
  srvNotCovered,
  mxCname,
  mxNoAddress,
  nameRepeatsZone,
  urlsDiffer,
  samePublicName,
  unused,
]

/** What the rules find in a topology, in the order of the file. */
export function checkTopology({ topology, plan, locate }: LoadedTopology): readonly Finding[] {
  const findings = checkRules.flatMap((rule) =>
    Array.from(rule.find({ topology, plan }), ({ path, at, message }): Finding => {
      const { id, severity, explanation, wayOut } = rule
      return { rule: id, severity, place: locate(path, at), message, explanation, wayOut }
    }),
  )
  return findings.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
}
