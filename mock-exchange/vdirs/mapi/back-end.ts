// MAPI over HTTP (reference/exchange-protocols.md section 2.7).
//
//   POST ─▶ admit (headers, session cookies) ─▶ request type ─▶ answer: headers and PROCESSING at once, PENDING every
//                                                               X-PendingPeriod, DONE with the body when it is there

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { mapiResponseCodes } from '../../../protocols/mapi-http/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { markup } from '../../xml/markup.ts'
import { buildText, paddedBuildText, versionOf } from '../exchange-version.ts'
import { setHeaders } from '../headers.ts'
import { signalOfReply } from '../held-request.ts'
import { bodyOf, readBodies } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import { admit, responseCodes } from './admit.ts'
import { answerStream } from './answer-stream.ts'
import type { MapiCall, MapiRequestType } from './request-type.ts'
import { type Endpoint, type Session, Sessions, sessionLifetime } from './session.ts'

/** Bytes; Outlook's buffers have 256 kB at most. IIS itself would let 2 GiB pass here (reference section 1.3). */
const bodyLimit = 16_777_216

/** The routes of both endpoints. */
export function mapiBackEnd(app: FastifyInstance, context: VdirContext): void {
  readBodies(app, bodyLimit)
  const sessions = new Sessions(context.clock, context.organisation.addressBookSessionLimit)
  app.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) => {
    // Not 413: the client is to see the protocol's own answer ([MS-OXCMAPIHTTP] 2.2.3.3.3).
    if (error.statusCode === 413) return refuse(reply, responseCodes.tooLarge)
    throw error
  })
  app.post('/mapi/*', (_request, reply) => refuse(reply, responseCodes.invalidPath))
  for (const endpoint of ['emsmdb', 'nspi'] as const) {
    for (const path of [`/mapi/${endpoint}`, `/mapi/${endpoint}/`]) {
      app.get(path, (_request, reply) => reply.type('text/html; charset=utf-8').send(page(endpoint, context)))
      app.post(path, (request, reply) => answer(request, reply, endpoint, sessions, context))
      app.route({
        method: ['PUT', 'PATCH', 'DELETE'],
        url: path,
        handler: (_request, reply) => refuse(reply, responseCodes.invalidVerb),
      })
    }
  }
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: Endpoint,
  sessions: Sessions,
  context: VdirContext,
): FastifyReply {
  const user = context.identityOf(request)
  if (user === undefined) return reply.code(401).send()
  const { build, mapiPendingPeriod } = versionOf(context.plan)
  for (const name of ['X-RequestType', 'X-RequestId', 'X-ClientInfo']) {
    const value = request.headers[name.toLowerCase()]
    if (value !== undefined) setHeaders(reply, { [name]: value })
  }
  setHeaders(reply, {
    'Cache-Control': 'private',
    'X-ServerApplication': `Exchange/${paddedBuildText(build)}`,
    'X-ExpirationInfo': sessionLifetime,
    'X-PendingPeriod': mapiPendingPeriod,
  })
  const admission = admit(request, endpoint, user, sessions)
  if ('refused' in admission) return refuse(reply, admission.refused)
  const { type, session } = admission
  return run(reply, type, {
    endpoint,
    user,
    server: context,
    store: mailboxesOf(context),
    body: bodyOf(request),
    session,
    sessions,
    origin: originText(context, request),
    pendingPeriod: mapiPendingPeriod,
    signal: signalOfReply(reply, context.signalOf('mapi')),
    noteHeld: () => context.noteHeld(request),
  })
}

function run(reply: FastifyReply, type: MapiRequestType, call: MapiCall): FastifyReply {
  if (call.session !== undefined && type.needs === 'sequence') call.sessions.advance(call.session)
  try {
    const result = type.run(call)
    // A held request's cookies go out before its result is known; they are those of the session it runs in.
    const session = result instanceof Promise ? call.session : result.session
    if (session !== undefined) setHeaders(reply, { 'Set-Cookie': cookies(session) })
    return setHeaders(reply, { 'X-ResponseCode': 0 }).type('application/mapi-http').send(answerStream(result, call))
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) return refuse(reply, responseCodes.invalidBody)
    throw error
  }
}

function originText(context: VdirContext, request: FastifyRequest): string {
  const { scheme, host } = context.originOf(request)
  return `${scheme}://${host}`
}

function cookies({ id, sequence, endpoint }: Session): string[] {
  const attributes = `path=/mapi/${endpoint}; secure; HttpOnly`
  return [`MapiContext=${id}; ${attributes}`, `MapiSequence=${sequence}; ${attributes}`]
}

function refuse(reply: FastifyReply, code: number): FastifyReply {
  const text = markup`<html><head><title>MAPI over HTTP</title></head><body>X-ResponseCode ${code}: ${
    mapiResponseCodes.get(code) ?? 'unknown failure'
  }</body></html>`.text
  return setHeaders(reply, { 'X-ResponseCode': code }).type('text/html; charset=utf-8').send(text)
}

/** What a browser is shown, a favourite way to see that the endpoint can be reached (reference section 2.7). */
function page(endpoint: Endpoint, { plan }: VdirContext): string {
  const version = buildText(versionOf(plan).build)
  return markup`<html><head><title>Exchange MAPI/HTTP Connectivity Endpoint</title></head><body><p>Exchange MAPI/HTTP Connectivity Endpoint<br><br>Version: ${
    version
  }<br>Vdir Path: /mapi/${endpoint}/</p></body></html>`.text
}
