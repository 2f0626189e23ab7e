import { writtenRecords } from '../look/dns.ts'
import type { CheckRule } from '../types.ts'

export const nameRepeatsZone: CheckRule = {
  id: 'BH-NAME-REPEATS-ZONE',
  severity: 'warning',
  title: "A record whose name repeats the zone's",
  explanation: 'Names of records are relative to their zone, as in a zone file without the dot at the end.',
  wayOut: "Leave the zone's name out of the record's: mail, not mail.contoso.com; @ for the zone itself.",
  *find({ topology }) {
    for (const { record, name, path } of writtenRecords(topology.dns)) {
      const origin = String(path[3]).toLowerCase()
      const written = record.name.toLowerCase()
      if (written !== origin && !written.endsWith(`.${origin}`)) continue
      yield { path: [...path, 'name'], message: `this record answers for ${name}` }
    }
  },
}
