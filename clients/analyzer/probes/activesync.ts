// A phone: what the server speaks, the folders, and a Ping that is held.

import { activeSyncOptions } from '../../phone/activesync-options.ts'
import { activeSyncPing } from '../../phone/activesync-ping.ts'
import type { Probe } from '../probe.ts'
import { testAction } from '../steps/action.ts'
import { testAuthentication } from '../steps/authentication.ts'
import { testEndpoint } from '../steps/endpoint.ts'
import { testHeld } from '../steps/held.ts'
import { serviceUrlOf } from '../steps/service-url.ts'

export const activeSync: Probe = {
  name: 'activesync',
  about: 'a phone: OPTIONS, FolderSync, and a Ping that the server holds',
  logsOn: true,
  title: ({ email, host, domain }) => `ActiveSync connectivity for ${host ?? email ?? domain}`,
  async run(step, target) {
    const known = new Set<string>()
    const url = await serviceUrlOf(step, target, { fact: 'ewsUrl', path: '/Microsoft-Server-ActiveSync' }, known)
    const auth = step.world.auth ?? 'basic'
    await testEndpoint(step, url, known)
    await testAuthentication(step, { url, method: 'OPTIONS', wanted: [auth], windows: false })
    if (step.world.account === undefined) return step.skip('Versions, folders and Ping', 'No credentials were given.')
    await testAction(step, 'Versions and commands (OPTIONS)', {
      action: activeSyncOptions,
      with: { url: url.href, auth },
    })
    await testHeld(step, 'Folders, then a Ping that is held', {
      action: activeSyncPing,
      with: { url: url.href, auth, heartbeat: '8m' },
    })
  },
}
