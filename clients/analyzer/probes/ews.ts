// Exchange Web Services, as applications use it: folders, items, free/busy, notifications.

import { ewsStreaming } from '../../ews/streaming.ts'
import { ewsGetFolder } from '../../outlook/ews-get-folder.ts'
import type { Probe } from '../probe.ts'
import { testAction } from '../steps/action.ts'
import { testAuthentication } from '../steps/authentication.ts'
import { testEndpoint } from '../steps/endpoint.ts'
import { testDraft, testFreeBusy } from '../steps/ews.ts'
import { testHeld } from '../steps/held.ts'
import { serviceUrlOf } from '../steps/service-url.ts'

export const ews: Probe = {
  name: 'ews',
  about: 'Exchange Web Services: Inbox, a draft made and deleted, free/busy, a stream of notifications that is held',
  logsOn: true,
  title: ({ email, host, domain }) => `Exchange Web Services for ${host ?? email ?? domain}`,
  async run(step, target) {
    const known = new Set<string>()
    const url = await serviceUrlOf(step, target, { fact: 'ewsUrl', path: '/EWS/Exchange.asmx' }, known)
    const auth = step.world.auth ?? 'ntlm'
    await testEndpoint(step, url, known)
    await testAuthentication(step, { url, wanted: [auth], windows: true })
    if (step.world.account === undefined) return step.skip('Open the Inbox', 'No credentials were given.')
    await testAction(step, 'Open the Inbox (GetFolder)', { action: ewsGetFolder, with: { url: url.href, auth } })
    await testDraft(step, { url, auth })
    const address = target.email ?? step.world.account.mailbox
    if (address !== '') await testFreeBusy(step, { url, auth }, address)
    await testHeld(step, 'A stream of notifications that is held (Subscribe, GetStreamingEvents)', {
      action: ewsStreaming,
      with: { url: url.href, auth },
    })
  },
}
