// Exchange ActiveSync's settings of the organisation and of a mailbox, named as the cmdlets that set them.

import * as z from 'zod'
import { webUrl } from './values.ts'

/** What a device may do (AccessLevel of the cmdlets). */
export const deviceAccess = z.enum(['allow', 'quarantine', 'block'])
/** What a device may do, as written. */
export type DeviceAccess = z.output<typeof deviceAccess>

/** A device's own name of itself, 1 to 32 letters and digits ([MS-ASHTTP] 2.2.1.1.1.1.2). */
export const deviceId = z
  .string()
  .regex(/^[A-Za-z0-9]{1,32}$/, 'expected a device id of 1 to 32 letters and digits')
  .meta({ title: 'device id' })

const accessRule = z.strictObject({
  characteristic: z
    .enum(['DeviceType', 'DeviceModel', 'DeviceOS', 'UserAgent'])
    .describe('what is compared; model and system are known once the device has told them'),
  value: z.string().min(1).describe('what it must be; upper and lower case are the same'),
  access: deviceAccess.describe('what such devices may do'),
})

/** The organisation's settings. */
export const activeSyncSchema = z
  .strictObject({
    defaultAccess: deviceAccess
      .default('allow')
      .describe('devices that no rule names (Set-ActiveSyncOrganizationSettings -DefaultAccessLevel)'),
    rules: z
      .array(accessRule)
      .default([])
      .describe('families of devices, first match wins (New-ActiveSyncDeviceAccessRule)'),
    provisioning: z
      .enum(['required', 'optional'])
      .default('required')
      .describe(
        'optional lets devices in that name no policy key at all (mailbox policy, AllowNonProvisionableDevices)',
      ),
    maxDevices: z
      .int()
      .min(1)
      .default(100)
      .describe('devices of one user at most (throttling policy, EasMaxDevices: 100 in Exchange 2013)'),
  })
  .prefault({})
  .describe('Exchange ActiveSync: which devices may synchronise')

/** Fields of a user that are about ActiveSync. */
export const userActiveSync = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Set-CASMailbox -ActiveSyncEnabled'),
    allowedDevices: z.array(deviceId).default([]).describe('Set-CASMailbox -ActiveSyncAllowedDeviceIDs'),
    blockedDevices: z.array(deviceId).default([]).describe('Set-CASMailbox -ActiveSyncBlockedDeviceIDs'),
    redirect: webUrl
      .optional()
      .describe('the mailbox is elsewhere, such as in Exchange Online: devices are sent to this URL with HTTP 451'),
  })
  .prefault({})
  .describe('Exchange ActiveSync for this mailbox')

/** The organisation's settings, with defaults filled in. */
export type ActiveSyncSettings = z.output<typeof activeSyncSchema>
/** A mailbox's settings, with defaults filled in. */
export type UserActiveSync = z.output<typeof userActiveSync>
