// Exchange Web Services: SOAP 1.1 at /EWS/Exchange.asmx (reference/exchange-protocols.md section 2.3).
//
//   POST ─▶ envelope ─▶ operation of ews/operations ─┬▶ response messages (200)
//                                                    ├▶ one envelope after the other (200, chunked)
//                                                    └▶ a fault (500)

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { decodeText, XmlSyntaxError } from '../../xml/document.ts'
import { Markup } from '../../xml/markup.ts'
import { type ExchangeVersion, versionOf } from '../exchange-version.ts'
import { type HeldCall, signalOfReply } from '../held-request.ts'
import { mrsProxyBackEnd } from '../mrsproxy/back-end.ts'
import { bodyOf, readBodies } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import { wsSecurityRoute } from '../ws-security.ts'
import { sendStream } from './answer-stream.ts'
import { faultEnvelope, messageEnvelope, readEnvelope, responseEnvelope, responseMessages } from './envelope.ts'
import { EwsFault, schemaFault } from './errors.ts'
import { hintPage } from './hint-page.ts'
import { messagesNamespace } from './namespaces.ts'
import type { EwsCall, ResponseMessage } from './operation.ts'
import { ewsOperations } from './operations/index.ts'

/** Bytes that EWS's web.config lets a request have (reference section 1.3). */
const bodyLimit = 67_108_864

/** Where the documents for toolkits of SOAP are, in lower case as all paths. */
const descriptions = {
  servicesWsdl: '/ews/services.wsdl',
  messagesSchema: '/ews/messages.xsd',
  typesSchema: '/ews/types.xsd',
} as const

/** The routes of EWS and of MRSProxy beside it. */
export function ewsBackEnd(app: FastifyInstance, context: VdirContext): void {
  readBodies(app, bodyLimit)
  app.get('/ews/exchange.asmx', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(hintPage(context.plan.fqdn)),
  )
  for (const document of ['servicesWsdl', 'messagesSchema', 'typesSchema'] as const) {
    // Loaded with the first who asks: few do.
    app.get(descriptions[document], async (_request, reply) =>
      reply.type('text/xml').send((await import('./wsdl/services.ts'))[document]()),
    )
  }
  app.post('/ews/exchange.asmx', (request, reply) => {
    const caller = context.identityOf(request)
    if (caller === undefined) return reply.code(401).send()
    if (!/^text\/xml\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
    const hold = (): HeldCall => ({
      signal: signalOfReply(reply, context.signalOf('EWS')),
      noteHeld: () => context.noteHeld(request),
    })
    return answer(request, { caller, context, hold }, reply)
  })
  // Photos by GET, as Autodiscover's PhotosUrl says: nobody of the lab has one, which is a bare 404 [recalled, not verified].
  app.get<{ Querystring: { email?: string } }>('/ews/exchange.asmx/s/getuserphoto', (request, reply) =>
    reply.code(request.query.email ? 404 : 400).send(),
  )
  wsSecurityRoute(app, '/ews/exchange.asmx')
  mrsProxyBackEnd(app, context)
}

interface Circumstances {
  readonly caller: UserPlan
  readonly context: VdirContext
  readonly hold: () => HeldCall
}

async function answer(
  request: FastifyRequest,
  { caller, context, hold }: Circumstances,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const version = versionOf(context.plan)
  const store = mailboxesOf(context)
  reply.type('text/xml; charset=utf-8')
  try {
    const { operation: element, version: requestVersion } = readEnvelope(decodeText(bodyOf(request)), version)
    const operation =
      element.namespaceURI === messagesNamespace ? ewsOperations.get(element.localName ?? '') : undefined
    if (operation === undefined) {
      throw schemaFault(
        `The element 'Body' in namespace 'http://schemas.xmlsoap.org/soap/envelope/' has invalid child element '${
          element.localName
        }' in namespace '${element.namespaceURI}'.`,
      )
    }
    const now = context.clock.now()
    const call: EwsCall = {
      context,
      store,
      operation: operation.name,
      caller,
      mailbox: store.of(caller),
      now,
      requestVersion,
      hold,
    }
    const result = await operation.run(element, call)
    const { name, answersAs = name, answersIn = `${answersAs}Response` } = operation
    if (!(result instanceof Markup) && 'responseClass' in result) {
      return reply.send(Buffer.from(messageEnvelope(answersIn, result, version)))
    }
    if (!(result instanceof Markup) && Symbol.asyncIterator in result) {
      return sendStream(result, answersAs, version, reply)
    }
    // As bytes: a text would be gone through twice, for its length and to be written.
    return reply.send(Buffer.from(wholeAnswer(answersAs, result, version)))
  } catch (error) {
    if (error instanceof EwsFault) return reply.code(500).send(faultEnvelope(error))
    // Text that is no XML never reaches the schema: IIS answers a bare 400 [recalled, not verified].
    if (error instanceof XmlSyntaxError) return reply.code(400).type('text/plain').send()
    throw error
  }
}

function wholeAnswer(operation: string, result: Markup | readonly ResponseMessage[], version: ExchangeVersion): string {
  if (result instanceof Markup) return responseEnvelope(operation, result, version)
  return responseEnvelope(operation, responseMessages(operation, result), version)
}
