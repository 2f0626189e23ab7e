import { addressesOf, writtenRecords } from '../look/dns.ts'
import { vantagesSeeing } from '../look/vantages.ts'
import type { CheckRule } from '../types.ts'

export const mxNoAddress: CheckRule = {
  id: 'BH-MX-NO-ADDRESS',
  severity: 'error',
  title: 'An MX record whose mail server has no address record',
  explanation:
    'Senders look up the address of the name in the MX record; without one, no mail arrives (RFC 5321 section 5.1).',
  wayOut: 'Add an A record for the mail server in the same DNS.',
  *find({ topology, plan }) {
    for (const written of writtenRecords(topology.dns)) {
      if (!('mx' in written.record)) continue
      const { exchange } = written.record.mx
      const lost = vantagesSeeing(plan, written).filter((vantage) => addressesOf(plan, vantage, exchange).length === 0)
      if (lost.length === 0) continue
      yield {
        path: [...written.path, 'mx', 'exchange'],
        message: `${exchange}, the mail server of ${written.name}, has no address on the ${lost.join(' and the ')}`,
      }
    }
  },
}
