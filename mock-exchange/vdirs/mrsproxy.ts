// MRSProxy, where remote mailbox moves come in: /EWS/mrsproxy.svc (reference/exchange-protocols.md section 2.10).
//
//   front end: Windows authentication only ─▶ TLS as the client came? ─▶ enabled on this server? ─▶ back end: the service
//
// The contract of the real service is not public: what it is asked, and in which words, is a stand-in (protocols/mrs).
// Who may reach it, how, and what is refused, is as documented; a move carries the items of a real mailbox.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { mailboxesOf } from '../mailbox/store.ts'
import { decodeText, XmlSyntaxError } from '../xml/document.ts'
import { markup } from '../xml/markup.ts'
import {
  DispatchFault,
  dispatchFaultEnvelope,
  faultEnvelope,
  readRequest,
  responseEnvelope,
} from './mrsproxy/envelope.ts'
import { MrsFault } from './mrsproxy/errors.ts'
import type { MrsCall } from './mrsproxy/operation.ts'
import { mrsHandlers } from './mrsproxy/operations/index.ts'
import { MrsSessions } from './mrsproxy/sessions.ts'
import { bodyOf } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'

const path = '/ews/mrsproxy.svc'

/**
 * Status for a request that came without TLS once EWS no longer requires SSL. The service has a binding for https only,
 * and WCF then knows no endpoint: 404 [recalled, not verified; reference section 2.10].
 */
const statusWithoutTls = 404

/** What MRSProxy does at the functions of the EWS directory; requests to other paths are left alone. */
export const mrsProxy = {
  offers(requested, inEffect) {
    return requested === path ? inEffect.filter((method) => method === 'windows') : inEffect
  },

  /** Off by default and then 403 (KB3063913); a proxy that offloads TLS is never served (seed 001). */
  refuse(request, context) {
    if (!isMrsProxy(request)) return undefined
    if (context.originOf(request).scheme === 'http') return { status: statusWithoutTls }
    return context.settings('EWS').mrsProxyEnabled ? undefined : { status: 403 }
  },

  backEnd(app: FastifyInstance, context: VdirContext) {
    app.get(path, (_request, reply) => reply.type('text/html; charset=utf-8').send(servicePage(context.plan.fqdn)))
    const sessions = sessionsByWorker(context)
    app.post(path, (request, reply) => {
      if (!/^application\/soap\+xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
      const caller = context.identityOf(request)
      if (caller === undefined) return reply.code(401).send()
      const { status, envelope } = answer(decodeText(bodyOf(request)), caller, context, sessions())
      if (envelope === undefined) return reply.code(status).send()
      return reply.code(status).type('application/soap+xml; charset=utf-8').send(envelope)
    })
  },
} as const satisfies Required<Pick<VdirModule, 'offers' | 'refuse' | 'backEnd'>>

function isMrsProxy(request: FastifyRequest): boolean {
  return request.url.split('?', 1)[0] === path
}

/** The sessions of the worker process that is at work now; a recycle of the pool ends it, and them. */
function sessionsByWorker(context: VdirContext): () => MrsSessions {
  const known = new WeakMap<AbortSignal, MrsSessions>()
  return () => {
    const worker = context.signalOf('EWS')
    const sessions = known.get(worker) ?? new MrsSessions(context.clock)
    if (!known.has(worker)) worker.addEventListener('abort', () => sessions.clear(), { once: true })
    known.set(worker, sessions)
    return sessions
  }
}

interface Answer {
  readonly status: number
  readonly envelope?: string
}

function answer(text: string, caller: UserPlan, context: VdirContext, sessions: MrsSessions): Answer {
  try {
    const request = readRequest(text)
    const call: MrsCall = { context, caller, store: mailboxesOf(context), sessions }
    try {
      return { status: 200, envelope: responseEnvelope(request, mrsHandlers[request.operation](request.body, call)) }
    } catch (error) {
      if (error instanceof MrsFault) return { status: 500, envelope: faultEnvelope(error, request.messageId) }
      throw error
    }
  } catch (error) {
    if (error instanceof DispatchFault) return { status: 500, envelope: dispatchFaultEnvelope(error) }
    if (error instanceof XmlSyntaxError) return { status: 400 }
    throw error
  }
}

function servicePage(fqdn: string): string {
  return markup`<HTML><HEAD><TITLE>MRSProxy Service</TITLE></HEAD><BODY><P>MRSProxy Service on ${fqdn}</P></BODY></HTML>`
    .text
}
