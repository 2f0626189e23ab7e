import type { Mailbox } from '../../mailbox/mailbox.ts'

/** What the server remembers of one device of one user. */
export interface Device {
  /** Key of the folder hierarchy that the device has; `0` before the first FolderSync. */
  hierarchyKey: string
  /** What the device last asked Ping for; a later request may leave it out. */
  ping: { readonly heartbeat: number; readonly folders: readonly string[] } | undefined
  /** Change number of each folder, by the counter of its id, up to which the device has been told. */
  readonly told: Map<number, number>
}

/** The partnerships of one server, kept by user, device id and device type. */
export class Devices {
  readonly #devices = new Map<string, Device>()

  of(mailbox: Mailbox, deviceId: string, deviceType: string): Device {
    const key = JSON.stringify([mailbox.user.mailboxGuid, deviceId.toLowerCase(), deviceType.toLowerCase()])
    const known = this.#devices.get(key)
    if (known !== undefined) return known
    const device: Device = { hierarchyKey: '0', ping: undefined, told: new Map() }
    this.#devices.set(key, device)
    return device
  }
}
