import { requiresSsl } from '../../plan/exchange-defaults.ts'
import { exchangeServersOf, modeOf, vdirsOf } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const sslRequired: CheckRule = {
  id: 'BH-SSL-REQUIRED',
  severity: 'error',
  title: 'A virtual directory that requires SSL behind an offloading farm',
  explanation:
    'IIS answers plain HTTP with 403.4 there, to clients and to health probes alike. For offloading, "Require SSL" must be taken off each virtual directory of the Default Web Site, on every Client Access server, and again after each cumulative update (Microsoft, "Configuring SSL offloading in Exchange 2013").',
  wayOut:
    'Set sslFlags: None on these vdirs (appcmd set config "Default Web Site/owa" /section:access /sslFlags:None /commit:APPHOST, then recycle), or give the farm tls (bridging), which needs no change on the servers.',
  *find({ plan }) {
    for (const edge of plan.edges) {
      for (const farm of edge.farms.values()) {
        if (modeOf(farm) !== 'offload') continue
        const routed = vdirsOf(plan, edge, farm)
        for (const server of exchangeServersOf(plan, farm)) {
          const closed = routed.filter((vdir) => requiresSsl(server.vdirs[vdir].sslFlags))
          if (closed.length === 0) continue
          yield {
            path: ['hosts', server.host, 'vdirs'],
            at: 'key',
            message: `${server.host} requires SSL on ${closed.join(', ')}, but farm ${farm.name} of edge ${edge.name} sends plain HTTP`,
          }
        }
      }
    }
  },
}
