// Settings: what a device tells of itself, asks of its user, and sets for them ([MS-ASCMD] 2.2.1.18).

import {
  childOf,
  childrenOf,
  element,
  innerText,
  tagsOf,
  textOf,
  type WbxmlElement,
} from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import type { Device } from '../device.ts'
import { commonStatus } from '../errors.ts'
import { clean } from '../items/values.ts'
import { oof } from './oof.ts'

const page = 'Settings'
const tag = tagsOf(page)

const statuses = { success: '1', protocolError: '2' } as const

export const settings: ActiveSyncCommand = {
  name: 'Settings',
  page,
  inQuarantine: true,
  run(call) {
    const { body } = call
    if (body?.page !== page || body.tag !== 'Settings' || childrenOf(body).length === 0) {
      return { body: tag('Settings', tag('Status', statuses.protocolError)) }
    }
    const answers = childrenOf(body).map((part) => answerTo(part, call))
    return { body: tag('Settings', tag('Status', statuses.success), ...answers) }
  },
}

function answerTo(part: WbxmlElement, call: ActiveSyncCall): WbxmlElement {
  switch (part.tag) {
    case 'DeviceInformation':
      readDeviceInformation(tag('Settings', part), call.device)
      return tag('DeviceInformation', tag('Status', statuses.success))
    case 'Oof':
      return oof(part, call.mailbox)
    case 'UserInformation':
      return tag('UserInformation', tag('Status', statuses.success), userInformation(call))
    case 'DevicePassword':
      return tag('DevicePassword', tag('Status', statuses.success))
    case 'RightsManagementInformation':
      return tag(part.tag, tag('Status', String(commonStatus.rightsManagementDisabled)))
    default:
      return element(part.page, part.tag, tag('Status', statuses.protocolError))
  }
}

function userInformation({ mailbox, version }: ActiveSyncCall): WbxmlElement {
  const { name, address } = mailbox.address
  const addresses = (...rest: readonly WbxmlElement[]): WbxmlElement =>
    tag('EmailAddresses', tag('SMTPAddress', address), ...rest)
  if (version < 141) return tag('Get', addresses())
  // From 14.1 on they stand with the account that they belong to.
  const account = tag('Account', tag('UserDisplayName', clean(name)), addresses(tag('PrimarySmtpAddress', address)))
  return tag('Get', tag('Accounts', account))
}

/** Notes what a device tells of itself in a document; false when it tells nothing. */
export function readDeviceInformation(document: WbxmlElement, device: Device): boolean {
  const set = childOf(childOf(document, page, 'DeviceInformation'), page, 'Set')
  if (set === undefined) return false
  for (const member of childrenOf(set)) device.information.set(member.tag, innerText(member).slice(0, 1_024))
  const userAgent = textOf(set, page, 'UserAgent')
  if (userAgent !== undefined) device.userAgent ||= userAgent
  return true
}
