// The devices of an organisation and what they may do. Every server of a lab sees the same ones, as partnerships live in the
// mailbox.
//
//   ActiveSyncEnabled? ─▶ blocked or allowed by id ─▶ first rule that fits ─▶ default access

import type { Clock } from '../../../../base/clock.ts'
import type { ActiveSyncPlan, UserPlan } from '../../../../topology/lab-plan.ts'
import { activeSyncSchema, type DeviceAccess } from '../../../../topology/schema/activesync.ts'
import { Mailbox } from '../../../mailbox/mailbox.ts'
import { mailboxesOf, type Organisation } from '../../../mailbox/store.ts'
import { Device, type DeviceStanding } from '../device.ts'
import { ActiveSyncError, commonStatus } from '../errors.ts'
import type { ActiveSyncUri } from '../request-uri.ts'
import { deviceNotice } from './notice.ts'

/** What an administrator sees of a device (Get-MobileDevice). */
export interface DeviceReport {
  /** SAM account name of its user. */
  readonly user: string
  readonly deviceId: string
  readonly deviceType: string
  readonly userAgent: string
  readonly protocolVersion: string
  readonly state: DeviceStanding['state'] | 'unknown'
  readonly reason: DeviceStanding['reason'] | ''
  readonly wipe: Device['wipe']
}

/** What a server has, and an organisation's settings at the start. */
export type ActiveSyncWorld = Organisation & { readonly activeSync?: ActiveSyncPlan | undefined }

const states = { allow: 'allowed', quarantine: 'quarantined', block: 'blocked' } as const

/** How long a device may take to tell what it is, while a rule asks for that (reference 2.5: up to 14 minutes). */
const discovery = 14 * 60_000

export class ActiveSyncOrganisation {
  readonly settings: ActiveSyncPlan
  #defaultAccess: DeviceAccess
  readonly #world: ActiveSyncWorld
  readonly #devices = new WeakMap<Mailbox, Map<string, Device>>()
  /** Access given to single devices, by mailbox and id. */
  readonly #individual = new Map<string, DeviceAccess>()
  readonly #disabled = new Set<string>()

  constructor(world: ActiveSyncWorld) {
    this.#world = world
    this.settings = world.activeSync ?? activeSyncSchema.parse({})
    this.#defaultAccess = this.settings.defaultAccess
    for (const user of world.users) {
      const { enabled, allowedDevices, blockedDevices } = user.activeSync
      for (const id of allowedDevices) this.#individual.set(keyOf(user, id), 'allow')
      for (const id of blockedDevices) this.#individual.set(keyOf(user, id), 'block')
      if (!enabled) this.#disabled.add(user.mailboxGuid)
    }
  }

  /** Whether a user may use ActiveSync at all. */
  isEnabled({ mailboxGuid }: UserPlan): boolean {
    return !this.#disabled.has(mailboxGuid)
  }

  /** The partnership of a device, new ones included. @throws ActiveSyncError tooManyDevices */
  partnership(mailbox: Mailbox, { deviceId, deviceType }: ActiveSyncUri): Device {
    const devices = this.#devicesIn(mailbox)
    const key = JSON.stringify([deviceId.toLowerCase(), deviceType.toLowerCase()])
    const known = devices.get(key)
    if (known !== undefined) return known
    if (devices.size >= this.settings.maxDevices) {
      throw new ActiveSyncError(commonStatus.tooManyDevices, `MaximumDevicesReached: ${devices.size} partnerships`)
    }
    const device = new Device({ id: deviceId, type: deviceType, owner: mailbox, now: this.#world.clock.now() })
    devices.set(key, device)
    return device
  }

  /** Judges a device anew, by what is known of it now. */
  judge(device: Device): DeviceStanding {
    const before = device.standing
    const standing = this.#standingOf(device)
    if (before?.state === standing.state && before.reason === standing.reason) return before
    device.standing = standing
    device.shownInstead = undefined
    if (standing.state === 'blocked') this.#notify(device, standing)
    return standing
  }

  /** What the device is shown: its owner's mailbox, or one with the notice alone. */
  viewOf(device: Device): Mailbox {
    const standing = device.standing ?? this.judge(device)
    if (standing.state === 'allowed') return device.owner
    if (device.shownInstead !== undefined) return device.shownInstead
    const shown = new Mailbox(device.owner.user, this.#world.clock.now)
    device.shownInstead = shown
    if (standing.state === 'quarantined') {
      shown.add(shown.folder('inbox'), deviceNotice(device, standing, this.#world), { delivered: true })
      this.#notify(device, standing)
    }
    return shown
  }

  devices(): readonly DeviceReport[] {
    return this.#all().map((device) => ({
      user: device.owner.user.user,
      deviceId: device.id,
      deviceType: device.type,
      userAgent: device.userAgent,
      protocolVersion: device.protocolVersion,
      state: device.standing?.state ?? 'unknown',
      reason: device.standing?.reason ?? '',
      wipe: device.wipe,
    }))
  }

  /**
   * Set-CASMailbox -ActiveSyncAllowedDeviceIDs or -ActiveSyncBlockedDeviceIDs, for a device that may not have come yet;
   * `undefined` leaves it to rules and default.
   */
  setAccess(user: UserPlan, deviceId: string, access: DeviceAccess | undefined): void {
    if (access === undefined) this.#individual.delete(keyOf(user, deviceId))
    else this.#individual.set(keyOf(user, deviceId), access)
    this.#judgeAll()
  }

  /** Set-ActiveSyncOrganizationSettings -DefaultAccessLevel */
  setDefaultAccess(access: DeviceAccess): void {
    this.#defaultAccess = access
    this.#judgeAll()
  }

  /** Set-CASMailbox -ActiveSyncEnabled */
  setEnabled({ mailboxGuid }: UserPlan, enabled: boolean): void {
    if (enabled) this.#disabled.delete(mailboxGuid)
    else this.#disabled.add(mailboxGuid)
    for (const device of this.#all()) if (device.owner.user.mailboxGuid === mailboxGuid) device.beginAnew()
  }

  /** Clear-MobileDevice: has the device erase itself at its next request. */
  wipe({ mailboxGuid }: UserPlan, deviceId: string): void {
    for (const device of this.#all()) {
      if (device.owner.user.mailboxGuid !== mailboxGuid || device.id.toLowerCase() !== deviceId.toLowerCase()) continue
      device.wipe = 'pending'
      device.beginAnew()
    }
  }

  #judgeAll(): void {
    for (const device of this.#all()) this.judge(device)
  }

  #all(): readonly Device[] {
    return mailboxesOf(this.#world)
      .all()
      .flatMap((mailbox) => [...this.#devicesIn(mailbox).values()])
  }

  #devicesIn(mailbox: Mailbox): Map<string, Device> {
    const known = this.#devices.get(mailbox) ?? new Map<string, Device>()
    this.#devices.set(mailbox, known)
    return known
  }

  #standingOf(device: Device): DeviceStanding {
    const individual = this.#individual.get(keyOf(device.owner.user, device.id))
    if (individual !== undefined) return { state: states[individual], reason: 'Individual' }
    for (const { characteristic, value, access } of this.settings.rules) {
      const told = characteristicOf(device, characteristic)
      if (told === undefined && this.#world.clock.now() < device.firstSync + discovery) {
        return { state: 'discovery', reason: 'DeviceRule' }
      }
      if (told?.toLowerCase() === value.toLowerCase()) return { state: states[access], reason: 'DeviceRule' }
    }
    return { state: states[this.#defaultAccess], reason: 'Global' }
  }

  #notify(device: Device, standing: DeviceStanding): void {
    const notice = deviceNotice(device, standing, this.#world)
    mailboxesOf(this.#world).transport.receive(notice, [device.owner.user.mailbox], undefined)
  }
}

/** Model and system are undefined until the device has told them. */
function characteristicOf(device: Device, characteristic: ActiveSyncPlan['rules'][number]['characteristic']) {
  switch (characteristic) {
    case 'DeviceType':
      return device.type
    case 'UserAgent':
      return device.userAgent
    case 'DeviceModel':
      return device.information.get('Model')
    case 'DeviceOS':
      return device.information.get('OS')
  }
}

function keyOf({ mailboxGuid }: UserPlan, deviceId: string): string {
  return `${mailboxGuid} ${deviceId.toLowerCase()}`
}

// Each lab has one clock of its own, shared by all its servers: the clock stands for the lab here, as in mailbox/store.ts.
const organisations = new WeakMap<Clock, ActiveSyncOrganisation>()

/** The devices of the lab that a server is part of; the same for all its servers. */
export function activeSyncOf(world: ActiveSyncWorld): ActiveSyncOrganisation {
  const known = organisations.get(world.clock)
  if (known !== undefined) return known
  const organisation = new ActiveSyncOrganisation(world)
  organisations.set(world.clock, organisation)
  return organisation
}
