// Exchange Web Services: an application opens the Inbox.

import { ewsGetFolder } from '../../outlook/ews-get-folder.ts'
import type { Probe } from '../probe.ts'
import { testAction } from '../steps/action.ts'
import { testAuthentication } from '../steps/authentication.ts'
import { testEndpoint } from '../steps/endpoint.ts'
import { serviceUrlOf } from '../steps/service-url.ts'

export const ews: Probe = {
  name: 'ews',
  about: 'Exchange Web Services: the Inbox is opened',
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
  },
}
