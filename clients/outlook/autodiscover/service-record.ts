// The SRV record that leads to Autodiscover when nothing else does (reference exchange-protocols.md 2.4).

import type { VantagePoint } from '../../../base/vantage-point.ts'
import { dnsName } from '../../../topology/schema/values.ts'

/** The name of a domain's record. */
export const serviceRecordName = (domain: string): string => `_autodiscover._tcp.${domain}`

/** The host that the record names, or a sentence without full stop on why it leads nowhere. */
export type ServiceRecord =
  | { readonly host: string }
  | { readonly failed: string /** Whether there is no record at all. */; readonly missing: boolean }

/** Looks up the record of a domain: the lowest priority counts, then the greatest weight (RFC 2782). */
export async function findServiceRecord(
  from: VantagePoint,
  domain: string,
  signal: AbortSignal,
): Promise<ServiceRecord> {
  const name = serviceRecordName(domain)
  const { status, records } = await from.resolve(name, 'SRV', signal)
  const [first] = records
    .filter(({ type }) => type === 'SRV')
    .map(({ value }) => {
      const [priority = '', weight = '', port = '', target = ''] = value.split(/\s+/)
      return { priority: Number(priority), weight: Number(weight), port, host: target.replace(/\.$/, '') }
    })
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
  const refused = (failed: string): ServiceRecord => ({ failed, missing: false })
  if (first === undefined) {
    return { failed: `${name} has no SRV record in the DNS of the ${from.vantage} (${status})`, missing: true }
  }
  // A lone dot says that there is no such service (RFC 2782).
  if (!dnsName.safeParse(first.host).success) return refused(`the SRV record of ${name} names no host`)
  // Outlook takes no other port.
  if (first.port !== '443') {
    return refused(`the SRV record of ${name} names port ${first.port}, and Outlook takes 443 only`)
  }
  return { host: first.host }
}
