import { addressesOf, recordsOf, writtenRecords } from '../look/dns.ts'
import { vantagesSeeing } from '../look/vantages.ts'
import type { CheckRule } from '../types.ts'

export const srvNoAddress: CheckRule = {
  id: 'BH-SRV-NO-ADDRESS',
  severity: 'error',
  title: 'An SRV record whose target has no address record',
  explanation:
    'Clients look up the target\'s address next, from where they stand: it needs an A or AAAA record in the public DNS and, with split DNS, inside as well. A CNAME will not do (RFC 2782, "Target").',
  wayOut: 'Add an address record for the target in that DNS, or name a target that has one.',
  *find({ topology, plan }) {
    for (const written of writtenRecords(topology.dns)) {
      if (!('srv' in written.record)) continue
      const { target } = written.record.srv
      for (const vantage of vantagesSeeing(plan, written)) {
        const path = [...written.path, 'srv', 'target']
        if (recordsOf(plan, vantage, target).some((record) => 'cname' in record)) {
          yield { path, message: `${target}, the target of ${written.name}, is a CNAME for clients on the ${vantage}` }
        } else if (addressesOf(plan, vantage, target).length === 0) {
          yield {
            path,
            message: `${target}, the target of ${written.name}, has no address for clients on the ${vantage}`,
          }
        }
      }
    }
  },
}
