// What Test-MigrationServerAvailability does before a remote move: can MRSProxy be reached, and what does it say?
// (reference exchange-protocols.md 2.10; seed 003)
//
//   POST /EWS/mrsproxy.svc ──▶ 401 Negotiate, NTLM ──▶ Type 1, Type 2, Type 3 ──▶ version of the service
//
// The contract of the real service is not public; the body is the stand-in shape that the mock server knows.

import * as z from 'zod'
import { CauseError, type FailureCause } from '../../base/failure-cause.ts'
import type { ActionRun, Facts } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { type AuthenticationScheme, type HttpResponse, offeredSchemes } from '../http/index.ts'
import { serviceUrl } from '../options.ts'
import type { ActionResult } from '../types.ts'
import { firstNamed, parseXml, textOf } from '../xml.ts'
import { wcfSentence } from './wcf-sentence.ts'

const envelope =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><ExchangeVersionInformation xmlns="urn:bridgehead:mrsproxy:stand-in"/></s:Body></s:Envelope>'

/** What an admin is to think of, by status; said after the cmdlet's own words. */
const hints: Readonly<Record<number, string>> = {
  401: 'Something between breaks Windows authentication, or the account or password is wrong.',
  403: 'MRSProxy is not enabled on the server that was reached (Set-WebServicesVirtualDirectory -MRSProxyEnabled $true), or a proxy denies the path.',
  404: 'What was reached is no Exchange, or it was reached without TLS: MRSProxy does not support SSL offload.',
  503: 'The application pool MSExchangeServicesAppPool is stopped, or a proxy has no server left.',
}

export const mailboxMoverTest = defineAction({
  name: 'mailbox-mover.test',
  about:
    'The mailbox replication service of another organisation asks whether MRSProxy can be used for a remote move, as Test-MigrationServerAvailability does. Facts: result (Success, Failed), server, version, maxConnections; message, errorDetail, schemes when it fails.',
  options: z.strictObject({
    url: serviceUrl('/EWS/mrsproxy.svc'),
    auth: z
      .enum(['ntlm', 'negotiate'])
      .default('negotiate')
      .describe('how to log on: ntlm, or negotiate (NTLM inside SPNEGO), as the real one does'),
  }),
  async act(run, { url, auth }) {
    try {
      return await askVersion(run, url, auth)
    } catch (error) {
      if (!(error instanceof CauseError)) throw error
      return failed(run, url, error.message, {}, error.failureCause)
    }
  },
})

async function askVersion(run: ActionRun, url: URL, auth: AuthenticationScheme): Promise<ActionResult> {
  const response = await run.send({
    url,
    method: 'POST',
    headers: [['Content-Type', 'application/soap+xml; charset=utf-8']],
    body: Buffer.from(envelope),
    scheme: auth,
    account: run.user,
  })
  const refused = wcfSentence(response, auth)
  if (refused !== undefined) {
    const schemes = offeredSchemes(response.headers).join(', ')
    return failed(run, url, `${refused}${hint(response, auth)}`, schemes === '' ? {} : { schemes })
  }
  const root = parseXml(response.body, `The answer of ${url.href}`)
  if (firstNamed(root, 'ExchangeVersionInformationResponse') === undefined) {
    return failed(run, url, textOf(root, 'Text') ?? 'The answer holds no ExchangeVersionInformationResponse.', {})
  }
  const server = textOf(root, 'Server') ?? ''
  const version = textOf(root, 'Version') ?? ''
  return run.ok(`MRSProxy on ${server} (${version}) can be used for moves through ${url.host}.`, {
    result: 'Success',
    server,
    version,
    maxConnections: Number(textOf(root, 'MaxConnections') ?? 0),
  })
}

/** The cmdlet gives a sentence and, for the curious, its detail. */
function failed(run: ActionRun, url: URL, detail: string, facts: Facts, cause?: FailureCause): ActionResult {
  const message = `The connection to the server '${url.hostname}' could not be completed.`
  const errorDetail = `The call to '${url.href}' failed. Error details: ${detail}`
  return run.failed(`${message} ${errorDetail}`, { result: 'Failed', message, errorDetail, ...facts }, cause)
}

function hint({ status, headers }: HttpResponse, auth: AuthenticationScheme): string {
  if (status === 401 && !offeredSchemes(headers).includes(auth)) {
    return ' MRSProxy takes Windows authentication only; what was reached, or a proxy before it, offers something else.'
  }
  const known = hints[status]
  return known === undefined ? '' : ` ${known}`
}
