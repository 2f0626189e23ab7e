import { recordsOf, writtenRecords } from '../look/dns.ts'
import { vantagesSeeing } from '../look/vantages.ts'
import type { CheckRule } from '../types.ts'

export const mxCname: CheckRule = {
  id: 'BH-MX-CNAME',
  severity: 'error',
  title: 'An MX record that leads through a CNAME',
  explanation:
    'The name in an MX record must have an address record of its own; some senders refuse an alias (RFC 2181 section 10.3, RFC 5321 section 5.1).',
  wayOut: 'Let the MX record name the host that the CNAME stands for, or give the name an A record.',
  *find({ topology, plan }) {
    for (const written of writtenRecords(topology.dns)) {
      if (!('mx' in written.record)) continue
      const { exchange } = written.record.mx
      const isAlias = vantagesSeeing(plan, written).some((vantage) =>
        recordsOf(plan, vantage, exchange).some((record) => 'cname' in record),
      )
      if (!isAlias) continue
      yield {
        path: [...written.path, 'mx', 'exchange'],
        message: `${exchange}, the mail server of ${written.name}, is a CNAME`,
      }
    }
  },
}
