// Provision: how a device gets the policy and the key that says so, and how it is told to erase itself ([MS-ASPROV] 3.2.5).

import { childOf, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { oldPolicyDocument, policyDocument, policyKey } from '../access/policy.ts'
import type { ActiveSyncAnswer, ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { ActiveSyncError, commonStatus } from '../errors.ts'
import { readDeviceInformation } from './settings.ts'

const page = 'Provision'
const tag = tagsOf(page)

const statuses = { success: '1', protocolError: '2' } as const
const policyStatuses = { success: '1', unknownType: '3', wrongKey: '5' } as const

const currentType = 'MS-EAS-Provisioning-WBXML'
const oldType = 'MS-WAP-Provisioning-XML'

export const provision: ActiveSyncCommand = {
  name: 'Provision',
  page,
  inQuarantine: true,
  beforePolicy: true,
  run(call) {
    const { body, device } = call
    if (body?.page !== page || body.tag !== 'Provision') return answer(statuses.protocolError)
    if (device.wipe !== 'none') return wipe(call, body)
    const policy = childOf(childOf(body, page, 'Policies'), page, 'Policy')
    if (policy === undefined) return answer(statuses.protocolError)
    const told = readDeviceInformation(body, device)
    const key = textOf(policy, page, 'PolicyKey')
    // From 14.1 on a device says what it is when it first asks.
    if (key === undefined && call.version >= 141 && !told) {
      throw new ActiveSyncError(commonStatus.informationRequired, 'DeviceInformationRequired')
    }
    const settings = tagsOf('Settings')
    const information = told ? [settings('DeviceInformation', settings('Status', '1'))] : []
    return answer(statuses.success, ...information, tag('Policies', tag('Policy', ...policyMembers(call, policy, key))))
  },
}

function policyMembers({ device, version }: ActiveSyncCall, policy: WbxmlElement, key: string | undefined) {
  const type = textOf(policy, page, 'PolicyType') ?? ''
  const wanted = version < 120 ? oldType : currentType
  const members = (status: string, ...rest: readonly WbxmlElement[]): WbxmlElement[] => [
    tag('PolicyType', type),
    tag('Status', status),
    ...rest,
  ]
  if (type !== wanted) return members(policyStatuses.unknownType)
  if (key === undefined) {
    device.policy.temporary = policyKey(device, 'temporary')
    const document = version < 120 ? oldPolicyDocument : policyDocument(version)
    return members(policyStatuses.success, tag('PolicyKey', device.policy.temporary), tag('Data', document))
  }
  if (key !== device.policy.temporary) return members(policyStatuses.wrongKey)
  // Applied in part is enough, as nothing is demanded; a device that did not apply it at all stays without a key.
  const applied = textOf(policy, page, 'Status')
  if (applied !== '1' && applied !== '2') return members(policyStatuses.success)
  device.policy.final = policyKey(device, 'final')
  return members(policyStatuses.success, tag('PolicyKey', device.policy.final))
}

/** First the order, then the receipt for it; a device that was erased stays out until its partnership is removed. */
function wipe({ device }: ActiveSyncCall, body: WbxmlElement): ActiveSyncAnswer {
  const receipt = textOf(childOf(body, page, 'RemoteWipe'), page, 'Status')
  if (device.wipe === 'sent' && receipt === '1') {
    device.wipe = 'done'
    device.policy.temporary = undefined
    device.policy.final = undefined
    return answer(statuses.success)
  }
  device.wipe = 'sent'
  return answer(statuses.success, tag('RemoteWipe'))
}

function answer(status: string, ...rest: readonly WbxmlElement[]): ActiveSyncAnswer {
  const [information, ...others] = rest
  const isInformation = information?.page === 'Settings'
  return {
    body: tag(
      'Provision',
      ...(isInformation ? [information] : []),
      tag('Status', status),
      ...(isInformation ? others : rest),
    ),
  }
}
