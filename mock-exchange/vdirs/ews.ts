// Exchange Web Services: /EWS/Exchange.asmx, and MRSProxy beside it.

import { mrsProxy } from './mrsproxy.ts'
import type { VdirModule } from './types.ts'
import { isWsSecurity } from './ws-security.ts'

export const ews: VdirModule = {
  name: 'EWS',
  isPublic: isWsSecurity,
  offers: mrsProxy.offers,
  refuse: mrsProxy.refuse,
  async backEnd(app, context) {
    const { ewsBackEnd } = await import('./ews/back-end.ts')
    ewsBackEnd(app, context)
  },
}
