import { exchangeServersOf, farmsFor } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const mrsProxyPartial: CheckRule = {
  id: 'BH-MRSPROXY-PARTIAL',
  severity: 'error',
  title: 'MRSProxy enabled on some servers of a farm, not on all',
  explanation:
    'A move goes to whichever server is next, and fails on those where the MRSProxy endpoint is off; it must be on at every Client Access server (Microsoft, "Enable the MRS Proxy endpoint for remote moves").',
  wayOut:
    'Set vdirs.EWS.mrsProxyEnabled to true on every server of the farm: Get-WebServicesVirtualDirectory | Set-WebServicesVirtualDirectory -MRSProxyEnabled $true.',
  *find({ plan }) {
    for (const { edge, farm } of farmsFor(plan, '/EWS/mrsproxy.svc')) {
      const servers = exchangeServersOf(plan, farm)
      const on = servers.filter((server) => server.vdirs.EWS.mrsProxyEnabled).map((server) => server.host)
      if (on.length === 0) continue
      for (const { host, vdirs } of servers) {
        if (vdirs.EWS.mrsProxyEnabled) continue
        yield {
          path: ['hosts', host, 'vdirs', 'EWS', 'mrsProxyEnabled'],
          message: `MRSProxy is off on ${host} but on at ${on.join(', ')}, in the same farm ${farm.name} of edge ${edge.name}`,
        }
      }
    }
  },
}
