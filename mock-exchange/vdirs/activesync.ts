// Exchange ActiveSync: /Microsoft-Server-ActiveSync.

import type { VdirModule } from './types.ts'

export const activeSync: VdirModule = {
  name: 'Microsoft-Server-ActiveSync',
  async backEnd(app, context) {
    const { activeSyncBackEnd } = await import('./activesync/back-end.ts')
    activeSyncBackEnd(app, context)
  },
}
