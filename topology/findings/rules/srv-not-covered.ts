import { covers, shownCertificates } from '../look/certificates.ts'
import { writtenRecords } from '../look/dns.ts'
import { reachedBy } from '../look/network.ts'
import { vantagesSeeing } from '../look/vantages.ts'
import type { CheckRule } from '../types.ts'

export const srvNotCovered: CheckRule = {
  id: 'BH-SRV-NOT-COVERED',
  severity: 'error',
  title: 'An SRV target that is not in the certificate shown there',
  explanation:
    'Outlook and phones connect to the SRV target by TLS and check the certificate for the target\'s name (Microsoft, "Integrate an on-premises Exchange Server with Windows Server Essentials", DNS records: the SRV target is the name in the certificate).',
  wayOut: 'Let the SRV record name a host that stands in the certificate, or add the target to the certificate.',
  *find({ topology, plan }) {
    for (const written of writtenRecords(topology.dns)) {
      if (!('srv' in written.record)) continue
      const { target, port } = written.record.srv
      for (const vantage of vantagesSeeing(plan, written)) {
        const shown = reachedBy(plan, vantage, target, port).flatMap((each) => shownCertificates(plan, each, target))
        const wrong = shown.find((each) => !covers(each.names, target))
        if (wrong === undefined) continue
        yield {
          path: [...written.path, 'srv', 'target'],
          message: `clients on the ${vantage} that go to ${target} are shown ${wrong.label} (${wrong.names.join(', ')}), which lacks that name`,
        }
      }
    }
  },
}
