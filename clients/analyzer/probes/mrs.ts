// The endpoint of remote mailbox moves: can MRSProxy be reached, and does it take moves?

import { mailboxMoverTest } from '../../admin/mailbox-mover-test.ts'
import type { ActionResult } from '../../types.ts'
import type { ProbeCause } from '../advice.ts'
import type { Probe } from '../probe.ts'
import { runActionIn, testAction } from '../steps/action.ts'
import { testAuthentication } from '../steps/authentication.ts'
import { testEndpoint } from '../steps/endpoint.ts'
import { serviceUrlOf } from '../steps/service-url.ts'

export const mrs: Probe = {
  name: 'mrs',
  about: 'remote mailbox moves: the endpoint of MRSProxy, as Test-MigrationServerAvailability tests it',
  logsOn: true,
  title: ({ email, host, domain }) => `MRSProxy endpoint ${host ?? email ?? domain}`,
  async run(step, target) {
    const known = new Set<string>()
    const url = await serviceUrlOf(step, target, { fact: 'ewsUrl', path: '/EWS/mrsproxy.svc' }, known)
    const auth = step.world.auth === 'ntlm' ? 'ntlm' : 'negotiate'
    await testEndpoint(step, url, known)
    await testAuthentication(step, { url, method: 'POST', wanted: [auth], windows: false })
    if (step.world.account === undefined) return step.skip('Availability of MRSProxy', 'No credentials were given.')
    const test = { action: mailboxMoverTest, with: { url: url.href, auth }, causeOf } as const
    await testAction(step, 'Availability of MRSProxy', test)
    // A balancer leads each connection to another server; where one was forgotten, every second move fails.
    for (const time of ['second', 'third']) {
      await step.attempt(`Availability at a ${time} try`, (inner) => runActionIn(inner, test))
    }
  },
}

/** What MRSProxy itself means by a status, once the log-on was tried. */
function causeOf({ status, cause }: ActionResult): ProbeCause | undefined {
  if (cause !== undefined) return cause
  if (status === 403) return 'mrsproxy-off'
  return status === 404 ? 'mrsproxy-offloaded' : undefined
}
