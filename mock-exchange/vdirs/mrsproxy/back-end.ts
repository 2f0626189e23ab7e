// The service itself, on the Back End: operations on sessions (protocols/mrs).

import type { FastifyInstance } from 'fastify'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { decodeText, XmlSyntaxError } from '../../xml/document.ts'
import { markup } from '../../xml/markup.ts'
import { mrsProxyPath } from '../mrsproxy.ts'
import { bodyOf } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import { DispatchFault, dispatchFaultEnvelope, faultEnvelope, readRequest, responseEnvelope } from './envelope.ts'
import { MrsFault } from './errors.ts'
import type { MrsCall } from './operation.ts'
import { mrsHandlers } from './operations/index.ts'
import { MrsSessions } from './sessions.ts'

/** The routes of MRSProxy. */
export function mrsProxyBackEnd(app: FastifyInstance, context: VdirContext): void {
  app.get(mrsProxyPath, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(servicePage(context.plan.fqdn)),
  )
  const sessions = sessionsByWorker(context)
  app.post(mrsProxyPath, (request, reply) => {
    if (!/^application\/soap\+xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
    const caller = context.identityOf(request)
    if (caller === undefined) return reply.code(401).send()
    const { status, envelope } = answer(decodeText(bodyOf(request)), caller, context, sessions())
    if (envelope === undefined) return reply.code(status).send()
    return reply.code(status).type('application/soap+xml; charset=utf-8').send(envelope)
  })
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
