// A phone: where its server is, what that speaks, the policy, the folders, mail, and a Ping that is held.

import { ActionRun } from '../../action-run.ts'
import { HttpSession } from '../../http/index.ts'
import { activeSyncOptions } from '../../phone/activesync-options.ts'
import { activeSyncPing } from '../../phone/activesync-ping.ts'
import { activeSyncProvision } from '../../phone/activesync-provision.ts'
import { activeSyncSync } from '../../phone/activesync-sync.ts'
import { findServer } from '../../phone/autodiscover.ts'
import type { ActionResult } from '../../types.ts'
import type { ProbeCause } from '../advice.ts'
import type { Probe } from '../probe.ts'
import type { Step } from '../step.ts'
import { testAction } from '../steps/action.ts'
import { testAuthentication } from '../steps/authentication.ts'
import { actionContext } from '../steps/context.ts'
import { testEndpoint } from '../steps/endpoint.ts'
import { testHeld } from '../steps/held.ts'
import type { ProbeTarget } from '../types.ts'

const path = '/Microsoft-Server-ActiveSync'

export const activeSync: Probe = {
  name: 'activesync',
  about: 'a phone: Autodiscover, OPTIONS, Provision, FolderSync and Sync, and a Ping that the server holds',
  logsOn: true,
  title: ({ email, host, domain }) => `ActiveSync connectivity for ${host ?? email ?? domain}`,
  async run(step, target) {
    const auth = step.world.auth ?? 'basic'
    const url = target.host === undefined ? await findUrl(step, target, auth) : new URL(`https://${target.host}${path}`)
    await testEndpoint(step, url)
    await testAuthentication(step, { url, method: 'OPTIONS', wanted: [auth], windows: false })
    if (step.world.account === undefined) return step.skip('What a phone does', 'No credentials were given.')
    // One device from here on: it keeps its policy and its folders.
    await using session = new HttpSession(step.world.from)
    const common = { with: { url: url.href, auth }, overrides: { session }, causeOf } as const
    await testAction(step, 'Versions and commands (OPTIONS)', { ...common, action: activeSyncOptions })
    await testAction(step, 'Policy (Provision)', { ...common, action: activeSyncProvision })
    await testAction(step, 'Folders and the Inbox (FolderSync, Sync)', { ...common, action: activeSyncSync })
    await testHeld(step, 'A Ping that is held', {
      ...common,
      action: activeSyncPing,
      with: { url: url.href, auth, heartbeat: '8m' },
    })
  },
}

function findUrl(
  parent: Step,
  { email, domain }: ProbeTarget,
  auth: 'none' | 'basic' | 'ntlm' | 'negotiate',
): Promise<URL> {
  return parent.step(`Autodiscover for ${email ?? domain} (mobile devices)`, async (step) => {
    const { account } = step.world
    if (account === undefined) return step.fail('no-credentials', 'Settings are given to users only.')
    await using run = new ActionRun('activesync.autodiscover', actionContext(step, []))
    const found = await findServer(run, email ?? account.mailbox, auth)
    if ('log' in found) return step.fail('autodiscover-failed', `No server was found: ${found.log}.`)
    step.detail('answered by', found.askedAt.href)
    step.summary = found.url.href
    return found.url
  })
}

/** What ActiveSync itself says of a device ([MS-ASCMD] 2.2.2, and the notice of a quarantine). */
function causeOf({ facts }: ActionResult): ProbeCause | undefined {
  if (facts['access'] === 'quarantined') return 'device-quarantined'
  const status = String(facts['status'] ?? facts['folderSyncStatus'] ?? '')
  return { '126': 'activesync-disabled', '129': 'device-blocked', '177': 'too-many-devices' }[status] as
    | ProbeCause
    | undefined
}
