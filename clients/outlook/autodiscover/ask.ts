// One Autodiscover URL asked to the end: redirects by HTTP and by the answer are followed, ten at most.

import { CauseError } from '../../../base/failure-cause.ts'
import { emailAddress } from '../../../topology/schema/values.ts'
import type { ActionRun } from '../../action-run.ts'
import { type AuthenticationScheme, redirectOf } from '../../http/index.ts'
import { answered, logOnRefused, placeOf, quoted } from '../../words.ts'
import { type OutlookEndpoints, type OutlookSettings, poxRequest, readPox } from './pox.ts'

/** As many as Outlook follows (reference exchange-protocols.md 2.4). */
const mostRedirects = 10

/** What came of asking: settings and where they were found, another address, or why there are none. */
export type Asked =
  | { readonly settings: OutlookSettings; readonly endpoints: OutlookEndpoints; readonly url: URL }
  /** Autodiscover begins anew with another address. */
  | { readonly address: string }
  | { readonly failed: string; readonly cause?: CauseError }

/** Asks for an address's settings. Never throws for what the network or the server does; an abort is thrown. */
export async function ask(run: ActionRun, start: URL, address: string, scheme: AuthenticationScheme): Promise<Asked> {
  let url = start
  try {
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      if (url.protocol !== 'https:') return { failed: `${placeOf(url)} is not https, and credentials do not go there` }
      const account = scheme === 'none' ? undefined : run.user
      const response = await run.send({ ...poxRequest(url, address), scheme, account })
      const target = redirectOf(response)
      if (target !== undefined) {
        url = target
        continue
      }
      if (response.status === 401) return { failed: quoted(logOnRefused(response, scheme, run.context.as).summary) }
      if (response.status !== 200) return { failed: answered(response) }
      const answer = readPox(response)
      if (answer.kind === 'settings') return { settings: answer.settings, endpoints: answer.endpoints, url }
      if (answer.kind === 'redirect-address') {
        if (emailAddress.safeParse(answer.address).success) return { address: answer.address }
        return { failed: `${placeOf(url)} passes on to "${answer.address}", which is no e-mail address` }
      }
      if (answer.kind === 'error')
        return { failed: `${placeOf(url)} answered error ${answer.code}: ${quoted(answer.message)}` }
      if (!URL.canParse(answer.url)) return { failed: `${placeOf(url)} redirects to ${answer.url}, which is no URL` }
      url = new URL(answer.url)
    }
    return { failed: `${placeOf(start)} redirects more than ${mostRedirects} times` }
  } catch (error) {
    run.context.signal.throwIfAborted()
    if (error instanceof CauseError) return { failed: quoted(error.message), cause: error }
    throw error
  }
}
