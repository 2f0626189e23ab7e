// Exchange ActiveSync (reference/exchange-protocols.md section 2.5).
//
//   OPTIONS ─▶ versions and commands          POST ?Cmd=… ─▶ WBXML ─▶ command of activesync/commands ─▶ WBXML

import type { FastifyReply, FastifyRequest } from 'fastify'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { decodeWbxml, encodeWbxml } from '../../protocols/wbxml/index.ts'
import { mailboxesOf } from '../mailbox/store.ts'
import { activeSyncCommands } from './activesync/commands/index.ts'
import { Devices } from './activesync/device.ts'
import { readActiveSyncUri } from './activesync/request-uri.ts'
import { type ExchangeVersion, versionOf } from './exchange-version.ts'
import { setHeaders } from './headers.ts'
import { signalOfReply } from './held-request.ts'
import { bodyOf, readBodies } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'

const path = '/microsoft-server-activesync'

/** maxRequestLength of the Sync web.config, bytes (reference section 1.3). */
const bodyLimit = 10_240 * 1_024

/** The commands of Exchange 2013 as it announces them, whether this mock carries them out yet or not. */
const announcedCommands =
  'Sync,SendMail,SmartForward,SmartReply,GetAttachment,GetHierarchy,CreateCollection,DeleteCollection,MoveCollection,FolderSync,FolderCreate,FolderDelete,FolderUpdate,MoveItems,GetItemEstimate,MeetingResponse,Search,Settings,Ping,ItemOperations,Provision,ResolveRecipients,ValidateCert'

export const activeSync: VdirModule = {
  name: 'Microsoft-Server-ActiveSync',
  backEnd(app, context) {
    readBodies(app, bodyLimit)
    const version = versionOf(context.plan)
    const devices = new Devices()
    app.addHook('onRequest', async (_request, reply) => {
      setHeaders(reply, { 'Cache-Control': 'private', 'MS-Server-ActiveSync': version.activeSync })
    })
    app.options(path, (_request, reply) =>
      setHeaders(reply, { Allow: 'OPTIONS,POST', Public: 'OPTIONS,POST', ...announcement(version) }).send(),
    )
    // What a browser gets that proves the address right [the status is recalled, not verified].
    app.get(path, (_request, reply) => reply.code(501).send())
    app.post(path, (request, reply) => answer(request, reply, context, devices))
  },
}

function announcement({ activeSyncVersions }: ExchangeVersion): Record<string, string> {
  return { 'MS-ASProtocolVersions': activeSyncVersions.join(','), 'MS-ASProtocolCommands': announcedCommands }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  context: VdirContext,
  devices: Devices,
): Promise<FastifyReply> {
  const version = versionOf(context.plan)
  const uri = readActiveSyncUri(request.url)
  const protocolVersion = uri?.protocolVersion ?? String(request.headers['ms-asprotocolversion'] ?? '')
  if (uri === undefined || !version.activeSyncVersions.includes(protocolVersion)) return reply.code(400).send()
  const command = activeSyncCommands.get(uri.command.toLowerCase())
  if (command === undefined) return reply.code(501).send()
  const user = context.identityOf(request)
  const mailbox = user && mailboxesOf(context).of(user)
  if (mailbox === undefined) return setHeaders(reply, { 'X-MS-ASError': 'UserHasNoMailbox' }).code(403).send()

  let body: ReturnType<typeof decodeWbxml> | undefined
  try {
    body = bodyOf(request).length === 0 ? undefined : decodeWbxml(bodyOf(request))
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) return reply.code(400).send()
    throw error
  }
  const result = await command.run({
    mailbox,
    device: devices.of(mailbox, uri.deviceId, uri.deviceType),
    body,
    clock: context.clock,
    signal: signalOfReply(reply, context.signalOf('Microsoft-Server-ActiveSync')),
    noteHeld: () => context.noteHeld(request),
  })
  if (result === undefined) return reply.code(503).send()
  if (result.announceVersions) {
    setHeaders(reply, { 'X-MS-RP': version.activeSyncVersions.join(','), ...announcement(version) })
  }
  return reply.type('application/vnd.ms-sync.wbxml').send(encodeWbxml(result.body))
}
