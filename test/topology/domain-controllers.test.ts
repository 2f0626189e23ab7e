import t from 'tap'
import { loadPlanText } from '../../topology/index.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'

const plan = (more: string): LabPlan =>
  loadPlanText(`domain: contoso.com\nhosts:\n  dc1: { role: domain-controller, intranet: 192.168.16.5 }\n${more}`).plan

const zone = ({ dns }: LabPlan, origin: string) => dns.intranet.zones.filter((one) => one.origin === origin)

t.test(
  'a domain controller stands in the intranet’s DNS, as Netlogon registers it, and not in the public one',
  async (t) => {
    const one = plan('')
    t.match(zone(one, '_msdcs.contoso.com'), [
      { registered: true, records: [{ name: '_ldap._tcp.dc', srv: { port: 389, target: 'dc1.contoso.com' } }] },
    ])
    t.match(zone(one, 'dc1.contoso.com'), [{ records: [{ name: '@', a: '192.168.16.5' }] }])
    t.same(one.dns.internet.zones, [])
    t.match(one.domainControllers, [{ host: 'dc1', fqdn: 'dc1.contoso.com', address: '192.168.16.5' }])
  },
)

t.test('what the topology writes itself goes before', async (t) => {
  const written = plan(
    'dns: { intranet: { zones: { contoso.com: { records: [{ name: dc1, a: 192.168.16.99 }] }, _msdcs.contoso.com: {} } } }',
  )
  t.same(zone(written, 'dc1.contoso.com'), [])
  t.match(zone(written, '_msdcs.contoso.com'), [{ records: [] }])
})

t.test('who has moved away has no mailbox here', async (t) => {
  const { users } = plan(
    '  cas1: { role: exchange, intranet: 192.168.16.1 }\nusers:\n  a: { password: x, targetAddress: a@fabrikam.com }\n  b: { password: x }\n',
  )
  t.match(users, [
    { server: undefined, targetAddress: 'a@fabrikam.com' },
    { server: 'cas1', targetAddress: undefined },
  ])
})
