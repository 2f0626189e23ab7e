// Exchange ActiveSync (reference/exchange-protocols.md section 2.5).
//
//   OPTIONS ─▶ versions and commands        POST ?Cmd=… ─▶ gate.ts ─▶ command of activesync/commands ─▶ WBXML
//   a mailbox that is elsewhere ─▶ 451, for both

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { element, encodeWbxml } from '../../../protocols/wbxml/index.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { type ExchangeVersion, versionOf } from '../exchange-version.ts'
import { setHeaders } from '../headers.ts'
import { signalOfReply } from '../held-request.ts'
import { readBodies } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import type { ActiveSyncAnswer } from './command.ts'
import { ActiveSyncError, httpStatusOf } from './errors.ts'
import { admit, type Recognised, recognise } from './gate.ts'
import { multipart } from './multipart.ts'

const path = '/microsoft-server-activesync'

/** maxRequestLength of the Sync web.config, bytes (reference section 1.3). */
const bodyLimit = 10_240 * 1_024

/**
 * The commands as Exchange 2013 announces them. GetHierarchy and the three for collections are of protocol 1.0, which it no
 * longer speaks; it announces them all the same.
 */
const announcedCommands =
  'Sync,SendMail,SmartForward,SmartReply,GetAttachment,GetHierarchy,CreateCollection,DeleteCollection,MoveCollection,FolderSync,FolderCreate,FolderDelete,FolderUpdate,MoveItems,GetItemEstimate,MeetingResponse,Search,Settings,Ping,ItemOperations,Provision,ResolveRecipients,ValidateCert'

/** The routes of ActiveSync. */
export function activeSyncBackEnd(app: FastifyInstance, context: VdirContext): void {
  readBodies(app, bodyLimit)
  const version = versionOf(context.plan)
  app.addHook('onRequest', async (_request, reply) => {
    setHeaders(reply, { 'Cache-Control': 'private', 'MS-Server-ActiveSync': version.activeSync })
  })
  app.options(path, (request, reply) => {
    if (sentElsewhere(request, reply, context)) return reply
    return setHeaders(reply, { Allow: 'OPTIONS,POST', Public: 'OPTIONS,POST', ...announcement(version) }).send()
  })
  // What a browser gets that proves the address right [the status is recalled, not verified].
  app.get(path, (_request, reply) => reply.code(501).send())
  app.post(path, (request, reply) => (sentElsewhere(request, reply, context) ? reply : answer(request, reply, context)))
}

function announcement({ activeSyncVersions }: ExchangeVersion): Record<string, string> {
  return { 'MS-ASProtocolVersions': activeSyncVersions.join(','), 'MS-ASProtocolCommands': announcedCommands }
}

/** Answers with 451 when the mailbox is elsewhere and the device has not come by that way. */
function sentElsewhere(request: FastifyRequest, reply: FastifyReply, context: VdirContext): boolean {
  const redirect = context.identityOf(request)?.activeSync.redirect
  if (redirect === undefined || new URL(redirect).host === context.originOf(request).host) return false
  setHeaders(reply, { 'X-MS-Location': redirect, 'Content-Length': 0 })
  reply.hijack()
  // Without a reason phrase, as the published sample has it.
  reply.raw.writeHead(451, '').end()
  return true
}

async function answer(request: FastifyRequest, reply: FastifyReply, context: VdirContext): Promise<FastifyReply> {
  const version = versionOf(context.plan)
  const recognised = recognise(request, version.activeSyncVersions)
  if ('httpStatus' in recognised) {
    return setHeaders(reply, { 'X-MS-ASError': recognised.reason }).code(recognised.httpStatus).send()
  }
  const user = context.identityOf(request)
  const mailbox = user && mailboxesOf(context).of(user)
  if (user === undefined || mailbox === undefined) {
    return setHeaders(reply, { 'X-MS-ASError': 'UserHasNoMailbox' }).code(403).send()
  }
  try {
    const signal = signalOfReply(reply, context.signalOf('Microsoft-Server-ActiveSync'))
    const noteHeld = (): void => context.noteHeld(request)
    const call = admit(request, recognised, { context, user, mailbox }, { signal, noteHeld })
    const result = await recognised.command.run(call)
    if (result === undefined) return reply.code(503).send()
    if (result.announceVersions === true) {
      setHeaders(reply, { 'X-MS-RP': version.activeSyncVersions.join(','), ...announcement(version) })
    }
    return send(reply, result)
  } catch (error) {
    if (!(error instanceof ActiveSyncError)) throw error
    return refuse(reply, recognised, error)
  }
}

function send(reply: FastifyReply, { body, parts, content }: ActiveSyncAnswer): FastifyReply {
  if (content !== undefined) return reply.type(content.type).send(content.bytes)
  if (body === undefined) return reply.send()
  const document = encodeWbxml(body)
  return parts === undefined
    ? reply.type('application/vnd.ms-sync.wbxml').send(document)
    : reply.type('application/vnd.ms-sync.multipart').send(multipart([document, ...parts]))
}

/** A common Status in the command's own document; an HTTP status for devices of 12.1 and before. */
function refuse(reply: FastifyReply, { command, version }: Recognised, { status, message }: ActiveSyncError) {
  setHeaders(reply, { 'X-MS-ASError': message.replace(/[^\x20-\x7e]/g, '?').slice(0, 200) })
  if (version >= 140)
    return send(reply, { body: element(command.page, command.name, element(command.page, 'Status', String(status))) })
  const httpStatus = httpStatusOf(status)
  if (httpStatus === 449) reply.raw.statusMessage = 'Retry after sending a PROVISION command'
  return reply.code(httpStatus).send()
}
