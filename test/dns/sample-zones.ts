// The public DNS and the intranet's own of a small company, with one of everything.

import type { ZonePlan } from '../../topology/lab-plan.ts'
import type { DnsRecord } from '../../topology/schema/dns.ts'

/** A zone of a few records, with the defaults of a topology. */
export function zonePlan(
  origin: string,
  records: readonly DnsRecord[] = [],
  settings: Partial<ZonePlan> = {},
): ZonePlan {
  return { origin, ttl: 3600, negativeTtl: 900, records, ...settings }
}

export const longText = `v=DKIM1; p=${'A'.repeat(700)} "quoted" \\ é`

export const publicZones: readonly ZonePlan[] = [
  zonePlan('contoso.com', [
    { name: '@', a: '203.0.113.10' },
    { name: 'mail', a: '203.0.113.10' },
    { name: 'mail', a: '203.0.113.11', ttl: 60 },
    { name: 'mail', aaaa: '2001:db8:0:0:0:0:0:10' },
    { name: 'autodiscover', cname: 'Mail.contoso.com', ttl: 300 },
    { name: 'cloud', cname: 'autodiscover.outlook.example' },
    { name: 'deep', cname: 'autodiscover.contoso.com' },
    { name: 'lost', cname: 'none.contoso.com' },
    { name: 'circle', cname: 'round.contoso.com' },
    { name: 'round', cname: 'circle.contoso.com' },
    { name: '@', mx: { preference: 0, exchange: 'mail.contoso.com' } },
    { name: '@', mx: { preference: 10, exchange: 'backup.fabrikam.com' } },
    { name: '@', txt: 'v=spf1 a mx ~all' },
    { name: 'dkim._domainkey', txt: longText },
    { name: '_autodiscover._tcp', srv: { priority: 0, weight: 0, port: 443, target: 'mail.contoso.com' } },
    { name: '*.web', a: '203.0.113.20' },
    { name: 'www.web', txt: 'here' },
    { name: 'a.b.c', a: '203.0.113.30' },
    { name: 'branch', ns: 'ns.branch.contoso.com' },
    { name: 'ns.branch', a: '203.0.113.40' },
  ]),
  zonePlan('outlook.example', [{ name: 'autodiscover', a: '198.51.100.1' }], { ttl: 120, negativeTtl: 600 }),
]

export const intranetZones: readonly ZonePlan[] = [
  zonePlan('mail.contoso.com', [{ name: '@', a: '192.168.16.3' }]),
  zonePlan('contoso.local', [
    { name: 'cas1', a: '192.168.16.3' },
    { name: 'portal', cname: 'autodiscover.contoso.com' },
  ]),
]
