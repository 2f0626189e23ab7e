// The mobile device mailbox policy, and the key by which a device proves that it has it ([MS-ASPROV]).
//
//   none ─▶ Provision: temporary key and policy ─▶ Provision: acknowledged ─▶ final key, sent with every command

import { createHash } from 'node:crypto'
import { tagsOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Device } from '../device.ts'
import { ActiveSyncError, commonStatus } from '../errors.ts'

const provision = tagsOf('Provision')

/** Exchange 2013's default policy: nothing is demanded, everything allowed. Elements of protocol 12.0. */
const since120: readonly (readonly [tag: string, value: string])[] = [
  ['DevicePasswordEnabled', '0'],
  ['AlphanumericDevicePasswordRequired', '0'],
  ['PasswordRecoveryEnabled', '0'],
  ['RequireStorageCardEncryption', '0'],
  ['AttachmentsEnabled', '1'],
  ['MinDevicePasswordLength', ''],
  ['MaxInactivityTimeDeviceLock', ''],
  ['MaxDevicePasswordFailedAttempts', ''],
  ['MaxAttachmentSize', ''],
  ['AllowSimpleDevicePassword', '1'],
  ['DevicePasswordExpiration', ''],
  ['DevicePasswordHistory', '0'],
]

/** The elements that 12.1 added. */
const since121: readonly (readonly [tag: string, value: string])[] = [
  ['AllowStorageCard', '1'],
  ['AllowCamera', '1'],
  ['RequireDeviceEncryption', '0'],
  ['AllowUnsignedApplications', '1'],
  ['AllowUnsignedInstallationPackages', '1'],
  ['MinDevicePasswordComplexCharacters', '1'],
  ['AllowWiFi', '1'],
  ['AllowTextMessaging', '1'],
  ['AllowPOPIMAPEmail', '1'],
  ['AllowBluetooth', '2'],
  ['AllowIrDA', '1'],
  ['RequireManualSyncWhenRoaming', '0'],
  ['AllowDesktopSync', '1'],
  ['MaxCalendarAgeFilter', '0'],
  ['AllowHTMLEmail', '1'],
  ['MaxEmailAgeFilter', '0'],
  ['MaxEmailBodyTruncationSize', '-1'],
  ['MaxEmailHTMLBodyTruncationSize', '-1'],
  ['RequireSignedSMIMEMessages', '0'],
  ['RequireEncryptedSMIMEMessages', '0'],
  ['RequireSignedSMIMEAlgorithm', '0'],
  ['RequireEncryptionSMIMEAlgorithm', '0'],
  ['AllowSMIMEEncryptionAlgorithmNegotiation', '2'],
  ['AllowSMIMESoftCerts', '1'],
  ['AllowBrowser', '1'],
  ['AllowConsumerEmail', '1'],
  ['AllowRemoteDesktop', '1'],
  ['AllowInternetSharing', '1'],
  ['UnapprovedInROMApplicationList', ''],
  ['ApprovedApplicationList', ''],
]

/** The policy as devices of 12.0 and later get it; `version` times ten. */
export function policyDocument(version: number): WbxmlElement {
  const members = version < 121 ? since120 : [...since120, ...since121]
  return provision(
    'EASProvisionDoc',
    ...members.map(([tag, value]) => provision(tag, ...(value === '' ? [] : [value]))),
  )
}

/** The same for devices before 12.0, which get it as text of another kind ([MS-ASPROV] 2.2.2.54, MS-WAP-Provisioning-XML). */
export const oldPolicyDocument =
  '<wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4131" value="1"/></characteristic></wap-provisioningdoc>'

/** A key: any number but 0, the same in every run. */
export function policyKey(device: Device, kind: 'temporary' | 'final'): string {
  const hash = createHash('sha256').update(`${device.owner.user.mailboxGuid} ${device.id} ${device.type} ${kind}`)
  return String((hash.digest().readUInt32BE() | 1) >>> 0)
}

/**
 * Lets a command through when the device has the policy. A device that names no key at all knows no policies; whether such
 * ones come in is a setting.
 * @throws ActiveSyncError notProvisioned, invalidPolicyKey, remoteWipe
 */
export function checkPolicy(device: Device, key: string | undefined, provisioning: 'required' | 'optional'): void {
  if (device.wipe !== 'none') throw new ActiveSyncError(commonStatus.remoteWipe, 'RemoteWipeRequested')
  if (key === undefined && provisioning === 'optional') return
  const { final } = device.policy
  if (final !== undefined && key === final) return
  if (key === undefined || key === '0' || final === undefined) {
    throw new ActiveSyncError(commonStatus.notProvisioned, 'DeviceNotProvisioned')
  }
  throw new ActiveSyncError(commonStatus.invalidPolicyKey, 'InvalidPolicyKey')
}
