import type { LabPlan } from '../../lab-plan.ts'
import { addressesOf, recordsOf } from '../look/dns.ts'
import { arrivesAt } from '../look/network.ts'
import type { CheckRule } from '../types.ts'

export const pinpointGap: CheckRule = {
  id: 'BH-PINPOINT-GAP',
  severity: 'warning',
  title: 'Split DNS that leaves Autodiscover outside',
  explanation:
    'A pinpoint zone such as mail.contoso.com answers for that one name. Autodiscover is another: clients inside that are not joined to the domain ask for autodiscover.<domain>, then for the SRV record _autodiscover._tcp.<domain>, and need one that leads to an address they can reach (Microsoft, "Integrate an on-premises Exchange Server with Windows Server Essentials", split DNS).',
  wayOut:
    'Add a zone autodiscover.<domain> with the intranet address to dns.intranet, or see that the SRV target resolves inside.',
  *find({ plan }) {
    const zones = plan.dns.intranet.zones.filter(({ registered }) => registered === undefined)
    const [zone] = zones
    if (zone === undefined || plan.exchangeServers.length === 0) return
    for (const domain of mailDomains(plan)) {
      const name = `autodiscover.${domain}`
      const service = `_autodiscover._tcp.${domain}`
      const outside = [name, service].find((each) => recordsOf(plan, 'internet', each).length > 0)
      const gap = outside === undefined ? undefined : gapInside(plan, name, service)
      if (gap === undefined) continue
      const near = zones.find(({ origin }) => origin.endsWith(domain)) ?? zone
      yield { path: ['dns', 'intranet', 'zones', near.origin], at: 'key', message: `inside, ${gap}` }
    }
  },
}

function mailDomains(plan: LabPlan): readonly string[] {
  return [...new Set([plan.domain, ...plan.users.map(({ mailbox }) => mailbox.slice(mailbox.indexOf('@') + 1))])]
}

function gapInside(plan: LabPlan, name: string, service: string): string | undefined {
  if (addressesOf(plan, 'intranet', name).length > 0) {
    return reachable(plan, name, 443) ? undefined : `${name} leads to an address that cannot be reached from there`
  }
  const srv = recordsOf(plan, 'intranet', service).flatMap((record) => ('srv' in record ? [record.srv] : []))
  if (srv.some(({ target, port }) => reachable(plan, target, port))) return undefined
  return srv.length > 0
    ? `there is no ${name}, and the target of ${service} cannot be reached from there`
    : `there is neither ${name} nor ${service}`
}

function reachable(plan: LabPlan, name: string, port: number): boolean {
  return addressesOf(plan, 'intranet', name).some(
    (address) => arrivesAt(plan, 'intranet', { address, port }) !== undefined,
  )
}
