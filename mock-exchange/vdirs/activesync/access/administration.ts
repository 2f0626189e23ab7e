import { failure } from '../../../../base/errors.ts'
import type { UserPlan } from '../../../../topology/lab-plan.ts'
import { didYouMean } from '../../../../topology/nearest.ts'
import type { DeviceAccess } from '../../../../topology/schema/activesync.ts'
import { type ActiveSyncWorld, activeSyncOf, type DeviceReport } from './organisation.ts'

/**
 * What administrators see of the devices of an organisation and do about them; in effect at once, on all servers. Users
 * are named by their account (alice). @throws BH_ERR_NO_SUCH_USER
 */
export interface ActiveSyncAdministration {
  devices(): readonly DeviceReport[]
  /** Set-ActiveSyncOrganizationSettings -DefaultAccessLevel */
  setDefaultAccess(access: DeviceAccess): void
  /** Set-CASMailbox -ActiveSyncAllowedDeviceIDs, -ActiveSyncBlockedDeviceIDs; `undefined` leaves the device to the rules. */
  setAccess(user: string, deviceId: string, access: DeviceAccess | undefined): void
  /** Set-CASMailbox -ActiveSyncEnabled */
  setEnabled(user: string, enabled: boolean): void
  /** Clear-MobileDevice */
  wipe(user: string, deviceId: string): void
}

/** The administration of the lab that has this clock. */
export function administerActiveSync(world: ActiveSyncWorld): ActiveSyncAdministration {
  const organisation = activeSyncOf(world)
  const userNamed = (name: string): UserPlan => {
    const found = world.users.find(({ user }) => user.toLowerCase() === name.toLowerCase())
    if (found !== undefined) return found
    const known = world.users.map(({ user }) => user)
    const hint = didYouMean(name, known) || `; there is ${known.join(', ') || 'none'}`
    throw failure('BH_ERR_NO_SUCH_USER', { user: name, hint })
  }
  return {
    devices: () => organisation.devices(),
    setDefaultAccess: (access) => organisation.setDefaultAccess(access),
    setAccess: (user, deviceId, access) => organisation.setAccess(userNamed(user), deviceId, access),
    setEnabled: (user, enabled) => organisation.setEnabled(userNamed(user), enabled),
    wipe: (user, deviceId) => organisation.wipe(userNamed(user), deviceId),
  }
}
