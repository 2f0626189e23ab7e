import { requiresSsl } from '../../plan/exchange-defaults.ts'
import type { CheckRule } from '../types.ts'

export const backEndChanged: CheckRule = {
  id: 'BH-BACK-END-CHANGED',
  severity: 'error',
  title: 'The Exchange Back End site changed',
  explanation:
    'SSL offloading concerns the Default Web Site only. The front end always speaks TLS to the Exchange Back End site, which must stay as it is (Microsoft, "Configuring SSL offloading in Exchange 2013", the caution at the top).',
  wayOut: 'Take backEndVdirs away; make the change under vdirs, which is the Default Web Site.',
  *find({ topology }) {
    for (const [host, settings] of Object.entries(topology.hosts)) {
      if (settings.role !== 'exchange') continue
      for (const [vdir, { sslFlags } = {}] of Object.entries(settings.backEndVdirs)) {
        if (sslFlags === undefined || requiresSsl(sslFlags)) continue
        yield {
          path: ['hosts', host, 'backEndVdirs', vdir, 'sslFlags'],
          message: `"Require SSL" is taken off ${vdir} of the Exchange Back End site of ${host}`,
        }
      }
    }
  },
}
