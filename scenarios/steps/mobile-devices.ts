import * as z from 'zod'
import { deviceAccess, deviceId } from '../../topology/schema/activesync.ts'
import { identifier } from '../../topology/schema/values.ts'
import { checkName } from './references.ts'
import type { StepKind } from './types.ts'

const user = identifier.describe('a user of the topology')

const options = z
  .union([
    z.strictObject({
      defaultAccess: deviceAccess.describe('what devices may do that no rule names; they are judged anew at once'),
    }),
    z.strictObject({
      user,
      device: deviceId.describe('id of the device; it may still be to come'),
      access: deviceAccess.describe('what this very device may do'),
    }),
    z.strictObject({ user, enabled: z.boolean().describe('whether the user may use ActiveSync at all') }),
    z.strictObject({ user, wipe: deviceId.describe('id of the device that is to erase itself') }),
  ])
  .describe('Set-ActiveSyncOrganizationSettings, Set-CASMailbox or Clear-MobileDevice')

export const mobileDevicesStep: StepKind<typeof options> = {
  name: 'mobileDevices',
  about:
    'Sets which devices may synchronise by ActiveSync: quarantines, blocks, allows, erases. It is in effect at once.',
  example: `- mobileDevices: { defaultAccess: quarantine }
- mobileDevices: { user: alice, device: PHONE1, access: allow }`,
  options,
  title(given) {
    if ('defaultAccess' in given) return `devices without a rule: ${given.defaultAccess}`
    if ('access' in given) return `${given.device} of ${given.user}: ${given.access}`
    if ('enabled' in given) return `ActiveSync ${given.enabled ? 'for' : 'no longer for'} ${given.user}`
    return `${given.wipe} of ${given.user} is to erase itself`
  },
  check(given, scope) {
    if ('defaultAccess' in given) return
    const names = ({ users }: { readonly users: readonly { readonly user: string }[] }) => users.map(({ user }) => user)
    checkName(scope, ['mobileDevices', 'user'], 'user', given.user, names)
  },
  async run(given, { lab: { activeSync } }) {
    if ('defaultAccess' in given) activeSync.setDefaultAccess(given.defaultAccess)
    else if ('access' in given) activeSync.setAccess(given.user, given.device, given.access)
    else if ('enabled' in given) activeSync.setEnabled(given.user, given.enabled)
    else activeSync.wipe(given.user, given.wipe)
    return { summary: 'set; in effect at once', values: {}, trace: [] }
  },
}
