// What a request must pass before its command runs, and the call that the command then gets.
//
//   URI · version · command ─▶ mailbox here? ─▶ user enabled? ─▶ partnership ─▶ device allowed? ─▶ policy ─▶ document
//    400, 501, 505              403              126              177            129, 130           140-144    102

import type { FastifyRequest } from 'fastify'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import { decodeWbxml, type WbxmlElement } from '../../../protocols/wbxml/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { bodyOf } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import { activeSyncOf } from './access/organisation.ts'
import { checkPolicy } from './access/policy.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from './command.ts'
import { activeSyncCommands } from './commands/index.ts'
import { ActiveSyncError, commonStatus } from './errors.ts'
import { type ActiveSyncUri, readActiveSyncUri } from './request-uri.ts'

/** A request whose command is known. */
export interface Recognised {
  readonly uri: ActiveSyncUri
  readonly command: ActiveSyncCommand
  /** Protocol version times ten. */
  readonly version: number
}

/** A request that the protocol has no document for: an HTTP status, and the reason for the header X-MS-ASError. */
export interface Unrecognised {
  readonly httpStatus: number
  readonly reason: string
}

/** Reads the URI, the version and the command. @param versions that this server speaks, such as 14.1 */
export function recognise(request: FastifyRequest, versions: readonly string[]): Recognised | Unrecognised {
  const uri = readActiveSyncUri(request.url)
  if (uri === undefined) return { httpStatus: 400, reason: 'InvalidUri' }
  const protocolVersion = uri.protocolVersion ?? headerOf(request, 'ms-asprotocolversion')
  if (protocolVersion === '1.0') return { httpStatus: 505, reason: 'DeviceVersionNotSupported' }
  if (protocolVersion === undefined || !versions.includes(protocolVersion)) {
    return { httpStatus: 400, reason: 'InvalidProtocolVersion' }
  }
  const version = Math.round(Number(protocolVersion) * 10)
  const command = activeSyncCommands.get(uri.command.toLowerCase())
  if (command === undefined || (command.until14 === true && version >= 140)) {
    return { httpStatus: 501, reason: 'CommandNotSupported' }
  }
  return { uri, command, version }
}

/** What the vdir adds to a call: how it is held. */
type Holding = Pick<ActiveSyncCall, 'signal' | 'noteHeld'>

/** Lets a request through to its command. @throws ActiveSyncError */
export function admit(
  request: FastifyRequest,
  { uri, command, version }: Recognised,
  { context, user, mailbox }: { readonly context: VdirContext; readonly user: UserPlan; readonly mailbox: Mailbox },
  holding: Holding,
): ActiveSyncCall {
  const organisation = activeSyncOf(context)
  if (!organisation.isEnabled(user)) throw new ActiveSyncError(commonStatus.userDisabled, 'UserDisabledForSync')
  const device = organisation.partnership(mailbox, uri)
  device.userAgent = headerOf(request, 'user-agent')?.slice(0, 256) ?? device.userAgent
  device.protocolVersion = (version / 10).toFixed(1)
  const { state } = organisation.judge(device)
  if (state === 'blocked') throw new ActiveSyncError(commonStatus.deviceBlocked, 'DeviceIsBlockedForThisUser')
  if (state !== 'allowed' && command.inQuarantine !== true) {
    // That nothing but reading works in quarantine is observed; this status for the rest is recalled.
    throw new ActiveSyncError(commonStatus.accessDenied, `AccessDenied: the device is in ${state}`)
  }
  const policyKey = uri.policyKey ?? headerOf(request, 'x-ms-policykey')
  if (command.beforePolicy !== true) checkPolicy(device, policyKey, organisation.settings.provisioning)
  const bytes = bodyOf(request)
  const isMime = command.mimeBefore14 === true && version < 140
  return {
    ...holding,
    mailbox: command.beforePolicy === true ? mailbox : organisation.viewOf(device),
    device,
    state: device.state,
    version,
    uri,
    policyKey,
    body: isMime || bytes.length === 0 ? undefined : decode(bytes),
    bytes,
    clock: context.clock,
    store: mailboxesOf(context),
    people: context.users.filter(({ server }) => server !== undefined),
    acceptMultiPart: uri.acceptMultiPart || /^t/i.test(headerOf(request, 'ms-asacceptmultipart') ?? ''),
  }
}

function decode(bytes: Buffer): WbxmlElement {
  try {
    return decodeWbxml(bytes, { unknownTags: 'refuse' })
  } catch (error) {
    if (!(error instanceof ProtocolSyntaxError)) throw error
    throw new ActiveSyncError(commonStatus.invalidWbxml, error.message, { cause: error })
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  return request.headers[name]?.toString()
}
