import { exchangeServersOf, farmsFor, modeOf } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const outlookAnywhereOffload: CheckRule = {
  id: 'BH-OUTLOOK-ANYWHERE-OFFLOAD',
  severity: 'error',
  title: 'Outlook Anywhere with SSL offloading off behind an offloading farm',
  explanation:
    'With -SSLOffloading $false the Rpc virtual directory is made to require SSL, so Outlook Anywhere over plain HTTP is refused. It is on by default in Exchange 2013 (Microsoft, "Configuring SSL offloading in Exchange 2013", Outlook Anywhere).',
  wayOut:
    'Set outlookAnywhere.sslOffloading to true (Set-OutlookAnywhere -SSLOffloading $true; it takes up to 15 minutes), or give the farm tls (bridging).',
  *find({ plan }) {
    for (const { edge, farm } of farmsFor(plan, '/Rpc')) {
      if (modeOf(farm) !== 'offload') continue
      for (const { host, outlookAnywhere } of exchangeServersOf(plan, farm)) {
        if (outlookAnywhere.sslOffloading) continue
        yield {
          path: ['hosts', host, 'outlookAnywhere', 'sslOffloading'],
          message: `SSL offloading of Outlook Anywhere is off on ${host}, but farm ${farm.name} of edge ${edge.name} offloads /Rpc`,
        }
      }
    }
  },
}
