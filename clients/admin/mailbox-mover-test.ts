// What Test-MigrationServerAvailability does before a remote move: can MRSProxy be reached, and what does it say?
// (reference exchange-protocols.md 2.10; seed 003)
//
//   POST /EWS/mrsproxy.svc ──▶ 401 Negotiate, NTLM ──▶ Type 1, Type 2, Type 3 ──▶ version of the service
//
// The contract of the real service is not public; what is asked is the stand-in of protocols/mrs.

import * as z from 'zod'
import { emailAddress } from '../../topology/schema/values.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import type { AuthenticationScheme } from '../http/index.ts'
import { callMrs, MrsCallError } from '../mrs/service.ts'
import { serviceUrl } from '../options.ts'
import { search, searchMethods } from '../outlook/autodiscover/search.ts'
import type { ActionResult } from '../types.ts'
import { textOf } from '../xml.ts'
import { moverFailure } from './mover-failure.ts'

export const mailboxMoverTest = defineAction({
  name: 'mailbox-mover.test',
  about:
    'The mailbox replication service of another organisation asks whether MRSProxy can be used for a remote move, as Test-MigrationServerAvailability does. Facts: result (Success, Failed), server, version, maxConnections; message, errorDetail, schemes when it fails.',
  options: z.strictObject({
    url: serviceUrl('/EWS/mrsproxy.svc')
      .optional()
      .describe('URL of the service (-RemoteServer); found by Autodiscover for the address when absent'),
    email: emailAddress
      .optional()
      .describe("address of a mailbox there (-Autodiscover -EmailAddress); the user's own when absent"),
    auth: z
      .enum(['ntlm', 'negotiate'])
      .default('negotiate')
      .describe('how to log on: ntlm, or negotiate (NTLM inside SPNEGO), as the real one does'),
  }),
  async act(run, { url: given, email = run.user.mailbox, auth }) {
    const url = given ?? (await discover(run, email, auth))
    if (!(url instanceof URL)) return url
    const endpoint = { url, auth }
    try {
      const { element } = await callMrs(run, endpoint, 'ExchangeVersionInformation')
      const server = textOf(element, 'Server') ?? ''
      const version = textOf(element, 'Version') ?? ''
      const maxConnections = Number(textOf(element, 'MaxConnections') ?? 0)
      return run.ok(`MRSProxy on ${server} (${version}) can be used for moves through ${url.host}.`, {
        result: 'Success',
        server,
        version,
        maxConnections,
      })
    } catch (error) {
      if (!(error instanceof MrsCallError)) throw error
      return moverFailure(run, endpoint, error, { result: 'Failed' })
    }
  },
})

/** The endpoint beside the EWS URL that Autodiscover gives; what the cmdlet says when there is none. */
async function discover(run: ActionRun, email: string, scheme: AuthenticationScheme): Promise<URL | ActionResult> {
  const attempts = await search(run, email, { methods: searchMethods, scheme })
  const last = attempts.at(-1)?.asked
  if (last !== undefined && 'settings' in last && URL.canParse(last.settings.ewsUrl)) {
    return new URL('/EWS/mrsproxy.svc', last.settings.ewsUrl)
  }
  const tried = attempts.map(({ method, asked }) => `${method}: ${'failed' in asked ? asked.failed : 'no EWS URL'}`)
  const domain = email.slice(email.lastIndexOf('@') + 1)
  const message = `The ExchangeRemote endpoint settings could not be determined from the autodiscover response. No MRSProxy was found running at '${domain}'.`
  const errorDetail = tried.join('; ')
  const cause = last !== undefined && 'failed' in last ? last.cause?.failureCause : undefined
  return run.failed(`${message} ${errorDetail}.`, { result: 'Failed', message, errorDetail }, cause)
}
