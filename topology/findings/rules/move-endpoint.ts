import type { ExchangePlan, LabPlan } from '../../lab-plan.ts'
import { matchRule } from '../../route-match.ts'
import { type Listening, reachedBy } from '../look/network.ts'
import { exchangeServersOf } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const moveEndpoint: CheckRule = {
  id: 'BH-MOVE-ENDPOINT',
  severity: 'error',
  title: 'A move whose endpoint leads to no MRSProxy',
  explanation:
    'Exchange Online or the other forest calls https://<endpoint>/EWS/mrsproxy.svc from the internet. The name must lead to a Client Access server, and MRSProxy, which is off by default, must be on there (Microsoft, "Enable the MRS Proxy endpoint for remote moves").',
  wayOut:
    'Publish the endpoint in dns.internet, forward port 443, route the name to a farm, and set vdirs.EWS.mrsProxyEnabled on its servers.',
  *find({ plan }) {
    for (const [index, { mailbox, endpoint }] of plan.moves.entries()) {
      const path = ['moves', index, 'endpoint']
      const servers = reachedBy(plan, 'internet', endpoint, 443).flatMap((listening) =>
        behind(plan, listening, endpoint),
      )
      if (servers.length === 0) {
        yield {
          path,
          message: `${endpoint} leads to no Exchange server from the internet, so ${mailbox} cannot be moved`,
        }
      } else if (servers.every((server) => !server.vdirs.EWS.mrsProxyEnabled)) {
        const hosts = servers.map((server) => server.host).join(', ')
        yield { path, message: `MRSProxy is off on ${hosts}, which the move of ${mailbox} calls as ${endpoint}` }
      }
    }
  },
}

function behind(plan: LabPlan, listening: Listening, host: string): readonly ExchangePlan[] {
  if (listening.kind === 'exchange') return [listening.server]
  if (listening.kind === 'essentials') return []
  const { edge } = listening
  const rule = matchRule(edge.rules, host, ['EWS', 'mrsproxy.svc'])
  const farm = rule?.action.kind === 'farm' ? edge.farms.get(rule.action.farm) : undefined
  return farm === undefined ? [] : exchangeServersOf(plan, farm)
}
