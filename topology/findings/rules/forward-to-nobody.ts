import { endpointText } from '../../../base/endpoint-text.ts'
import { listeningAt } from '../look/network.ts'
import type { CheckRule } from '../types.ts'

export const forwardToNobody: CheckRule = {
  id: 'BH-FORWARD-TO-NOBODY',
  severity: 'error',
  title: 'A port forwarded to nobody',
  explanation:
    'Nothing listens where the router sends the port, so clients on the internet are refused. Microsoft\'s table sends 25 to Exchange, and 80 and 443 to the reverse proxy ("Integrate an on-premises Exchange Server with Windows Server Essentials", the router).',
  wayOut:
    'Forward the port to a host that has a listener, a web site or a mail service on it, or take the forward away.',
  *find({ topology, plan }) {
    for (const router of plan.routers) {
      const settings = topology.hosts[router.name]
      for (const [index, { port, to }] of router.forwards.entries()) {
        if (listeningAt(plan, to) !== undefined) continue
        const written = settings?.role === 'router' ? settings.forwards[index]?.to : undefined
        yield {
          path: ['hosts', router.name, 'forwards', index, 'to'],
          message: `port ${port} is forwarded to ${written ?? ''} (${endpointText(to)}), where nothing listens`,
        }
      }
    }
  },
}
