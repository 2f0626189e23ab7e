// Outlook Web App in a browser: the logon page, the form, the first page, the signing out.

import type { HopRecord } from '../../../base/trace.ts'
import { ActionRun } from '../../action-run.ts'
import { visit } from '../../browser/browser.ts'
import { owaLogOff } from '../../browser/owa-logoff.ts'
import { owaLogOn } from '../../browser/owa-logon.ts'
import { HttpSession } from '../../http/index.ts'
import { answered, placeOf } from '../../words.ts'
import type { Probe } from '../probe.ts'
import type { Step } from '../step.ts'
import { testAction } from '../steps/action.ts'
import { detailIdentity, detailTrace, diagnose } from '../steps/answer.ts'
import { actionContext, traceOf } from '../steps/context.ts'
import { testEndpoint } from '../steps/endpoint.ts'
import { serviceUrlOf } from '../steps/service-url.ts'

export const owa: Probe = {
  name: 'owa',
  about: 'Outlook Web App in a browser: logon page, log-on by the form, first page, signing out',
  logsOn: true,
  title: ({ email, host, domain }) => `Outlook Web App at ${host ?? email ?? domain}`,
  async run(step, target) {
    const known = new Set<string>()
    const url = await serviceUrlOf(step, target, { fact: 'owaUrl', path: '/owa/' }, known)
    await testEndpoint(step, url, known)
    await step.step('Open the logon page', (inner) => openLogOnPage(inner, url))
    if (step.world.account === undefined) return step.skip('Log on by the form', 'No credentials were given.')
    // One browser from the form to the signing out.
    await using session = new HttpSession(step.world.from)
    await testAction(step, 'Log on by the form and open the first page', {
      action: owaLogOn,
      with: { url: url.href },
      overrides: { session },
      causeOf: ({ facts }) => ('reason' in facts ? 'logon-refused' : undefined),
    })
    await testAction(step, 'Sign out', { action: owaLogOff, with: { url: url.href }, overrides: { session } })
  },
}

async function openLogOnPage(step: Step, url: URL): Promise<void> {
  const hops: HopRecord[] = []
  await using run = new ActionRun('owa', actionContext(step, hops, undefined))
  const pages = await visit(run, url)
  const page = pages.at(-1) ?? pages[0]
  const trace = await traceOf(step, page.requestId)
  step.detail('redirects', pages.length - 1)
  step.detail('page', placeOf(page.url))
  step.detail('status', page.status)
  detailIdentity(step, page.headers)
  detailTrace(step, trace)
  if (page.url.protocol !== 'https:') {
    step.fail(
      'protocol-error',
      `${placeOf(url)} leads to ${placeOf(page.url)}: the server does not know that clients come by https.`,
    )
  }
  if (page.status === 200) {
    step.summary = placeOf(page.url)
    return
  }
  const secure = page.url.protocol === 'https:'
  const { cause, more } = diagnose({ status: page.status, headers: page.headers, secure, anonymous: true }, trace)
  step.fail(cause, [`${answered(page)}.`, more].filter((text) => text !== '').join(' '))
}
