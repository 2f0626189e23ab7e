// Exchange Control Panel (reference/exchange-protocols.md section 2.2): OWA's logon, and the pages behind it.

import { logOnByCookies } from './owa/session.ts'
import type { VdirModule } from './types.ts'

export const ecp: VdirModule = {
  name: 'ecp',
  logOn: logOnByCookies,
  async backEnd(app, context) {
    const { ecpBackEnd } = await import('./ecp/back-end.ts')
    ecpBackEnd(app, context)
  },
}
