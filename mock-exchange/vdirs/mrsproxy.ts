// MRSProxy, where remote mailbox moves come in: /EWS/mrsproxy.svc (reference/exchange-protocols.md section 2.10).
//
//   front end: Windows authentication only ─▶ TLS as the client came? ─▶ enabled on this server? ─▶ back end: the service
//
// The contract of the real service is not public: what it is asked, and in which words, is a stand-in (protocols/mrs).
// Who may reach it, how, and what is refused, is as documented; a move carries the items of a real mailbox.

import type { FastifyRequest } from 'fastify'
import type { VdirModule } from './types.ts'

/** Its path, in lower case. */
export const mrsProxyPath = '/ews/mrsproxy.svc'

/**
 * Status for a request that came without TLS once EWS no longer requires SSL. The service has a binding for https only,
 * and WCF then knows no endpoint: 404 [recalled, not verified; reference section 2.10].
 */
const statusWithoutTls = 404

/** What MRSProxy does at the functions of the EWS directory; requests to other paths are left alone. */
export const mrsProxy = {
  offers(requested, inEffect) {
    return requested === mrsProxyPath ? inEffect.filter((method) => method === 'windows') : inEffect
  },

  /** Off by default and then 403 (KB3063913); a proxy that offloads TLS is never served (seed 001). */
  refuse(request, context) {
    if (!isMrsProxy(request)) return undefined
    if (context.originOf(request).scheme === 'http') return { status: statusWithoutTls }
    return context.settings('EWS').mrsProxyEnabled ? undefined : { status: 403 }
  },
} as const satisfies Required<Pick<VdirModule, 'offers' | 'refuse'>>

function isMrsProxy(request: FastifyRequest): boolean {
  return request.url.split('?', 1)[0] === mrsProxyPath
}
