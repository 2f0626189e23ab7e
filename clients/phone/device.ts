// What all requests of an ActiveSync device have in common (reference exchange-protocols.md 2.5).

import { createHash } from 'node:crypto'
import type { HeaderList } from '../../base/trace.ts'
import { accountName } from '../account-name.ts'
import type { Credentials } from '../types.ts'

/** A phone of Exchange 2013's days; 14.1 is what both speak. */
export const deviceHeaders: HeaderList = [
  ['User-Agent', 'Apple-iPhone6C1/1202.466'],
  ['MS-ASProtocolVersion', '14.1'],
]

/** The URL of a command; the device's id is the same in every run, so that it stays one partnership. */
export function commandUrl(url: URL, command: string, account: Credentials): URL {
  const target = new URL(url)
  const user = accountName(account)
  const deviceId = createHash('sha256').update(user).digest('hex').slice(0, 24).toUpperCase()
  target.search = `?Cmd=${command}&User=${encodeURIComponent(user)}&DeviceId=${deviceId}&DeviceType=iPhone`
  return target
}
