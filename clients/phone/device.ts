// What an ActiveSync device says of itself with every request (reference exchange-protocols.md 2.5).

import { createHash } from 'node:crypto'
import * as z from 'zod'
import { deviceId } from '../../topology/schema/activesync.ts'
import type { AuthenticationScheme } from '../http/index.ts'
import type { Account } from '../http/messages.ts'
import { scheme, serviceUrl } from '../options.ts'

/** Protocol versions of Exchange 2007 SP1 to 2013 that the device can speak. */
export const protocolVersions = ['12.1', '14.0', '14.1'] as const

/** One device of one user. */
export interface DeviceSetup {
  readonly url: URL
  readonly account: Account
  readonly auth: AuthenticationScheme
  readonly deviceId: string
  readonly version: (typeof protocolVersions)[number]
}

/** A phone of Exchange 2013's days. */
export const userAgent = 'Apple-iPhone6C1/1202.466'
const deviceType = 'iPhone'

/** What it tells in DeviceInformation. */
export const information = { Model: 'iPhone6C1', FriendlyName: 'iPhone 6', OS: 'iOS 8.1 12B411', OSLanguage: 'en' }

/** Options that all actions of a phone share. */
export const deviceOptions = {
  url: serviceUrl('/Microsoft-Server-ActiveSync'),
  auth: scheme('basic'),
  deviceId: deviceId.optional().describe('id of the device; made from the user when absent, the same in every run'),
  version: z.enum(protocolVersions).default('14.1').describe('version of the protocol that the device speaks'),
} as const

/** The id of a user's only phone, the same in every run, so that it stays one partnership. `what` makes others. */
export function deviceIdOf({ user, domain }: Pick<Account, 'user' | 'domain'>, what = ''): string {
  return createHash('sha256').update(`${what}${domain}\\${user}`).digest('hex').slice(0, 24).toUpperCase()
}

/** The URL of a command. */
export function commandUrl({ url, account, deviceId: id }: DeviceSetup, command: string): URL {
  const { user, domain } = account
  const name = domain === '' ? user : `${domain}\\${user}`
  const target = new URL(url)
  target.search = `?Cmd=${command}&User=${encodeURIComponent(name)}&DeviceId=${id}&DeviceType=${deviceType}`
  return target
}
