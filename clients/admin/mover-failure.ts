// How a failed call of MRSProxy is told: a sentence and, for the curious, its detail, as the real cmdlets do.

import type { ActionRun, Facts } from '../action-run.ts'
import { offeredSchemes } from '../http/index.ts'
import type { MrsCallError, MrsEndpoint } from '../mrs/service.ts'
import type { ActionResult } from '../types.ts'

/** What an admin is to think of, by status; said after the cmdlet's own words. */
const hints: Readonly<Record<number, string>> = {
  401: 'Something between breaks Windows authentication, or the account or password is wrong.',
  403: 'MRSProxy is not enabled on the server that was reached (Set-WebServicesVirtualDirectory -MRSProxyEnabled $true), or a proxy denies the path.',
  404: 'What was reached is no Exchange, or it was reached without TLS: MRSProxy does not support SSL offload.',
  503: 'The application pool MSExchangeServicesAppPool is stopped, or a proxy has no server left.',
}

/** The result of an action that a failed call ended. */
export function moverFailure(run: ActionRun, endpoint: MrsEndpoint, error: MrsCallError, facts: Facts): ActionResult {
  const { url } = endpoint
  const message = `The connection to the server '${url.hostname}' could not be completed.`
  const errorDetail = `The call to '${url.href}' failed. Error details: ${error.message}${hint(error, endpoint)}`
  const schemes = error.response === undefined ? '' : offeredSchemes(error.response.headers).join(', ')
  const all = { message, errorDetail, ...facts, ...(schemes === '' ? {} : { schemes }) }
  return run.failed(`${message} ${errorDetail}`, all, error.failureCause)
}

function hint({ response, message }: MrsCallError, { auth }: MrsEndpoint): string {
  if (message === 'Access is denied.') {
    return ' The account was logged on, but is no administrator of the organisation that it reached.'
  }
  if (response === undefined) return ''
  if (response.status === 401 && !offeredSchemes(response.headers).includes(auth)) {
    return ' MRSProxy takes Windows authentication only; what was reached, or a proxy before it, offers something else.'
  }
  const known = hints[response.status]
  return known === undefined ? '' : ` ${known}`
}
