import { exchangeServersOf, modeOf, routesOf } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const mrsProxyOffloaded: CheckRule = {
  id: 'BH-MRSPROXY-OFFLOADED',
  severity: 'error',
  title: 'MRSProxy on an offloaded route',
  explanation:
    'MRSProxy requires signed and encrypted traffic and is not supported with SSL offloading; the load balancer must encrypt it again (Microsoft, "Configuring SSL offloading in Exchange 2013", MRSProxy).',
  wayOut:
    'Put a rule for path /EWS/mrsproxy.svc before the others, with a farm that has tls (bridging), as the built-in topology ssl-offload does.',
  *find({ plan }) {
    const endpoints = new Set(plan.moves.map((move) => move.endpoint))
    const told = new Set<string>()
    for (const { edge, rule, farm, host } of routesOf(plan, '/EWS/mrsproxy.svc')) {
      if (modeOf(farm) !== 'offload') continue
      const enabled = exchangeServersOf(plan, farm).some((server) => server.vdirs.EWS.mrsProxyEnabled)
      // Where nobody moves mailboxes, the route harms nobody.
      if (!enabled && !(host !== undefined && endpoints.has(host))) continue
      const key = `${edge.name} ${rule.index}`
      if (told.has(key)) continue
      told.add(key)
      yield {
        path: ['edges', edge.name, 'rules', rule.index - 1],
        message: `rule ${rule.index} (${rule.text}) sends /EWS/mrsproxy.svc as plain HTTP`,
      }
    }
  },
}
