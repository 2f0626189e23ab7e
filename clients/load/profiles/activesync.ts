// Phones: each gets its policy and its folders once and then has a Ping held, again and again.

import { deviceIdOf } from '../../phone/device.ts'
import { folderTypes } from '../../phone/folders.ts'
import { blankMemory, Phone, PhoneRefusal } from '../../phone/phone.ts'
import { ping } from '../../phone/ping.ts'
import { type LoadClient, LoadFailure, type LoadProfile } from '../profile.ts'

/** Milliseconds that a Ping asks to be held for; what phones settle at behind patient firewalls. */
const heartbeat = 480_000

export const activeSync: LoadProfile = {
  name: 'activesync',
  about: 'phones: policy and FolderSync once, then a Ping of 8 minutes on the Inbox, held all the time',
  start(client) {
    const [phone, held] = phonesOf(client)
    let inbox: string | undefined
    return async () => {
      try {
        inbox ??= await phone.folderOfType(folderTypes.inbox)
        const { status } = await ping(held, inbox, heartbeat)
        // Folders that have changed must be learned anew.
        if (status === '7') inbox = undefined
        if (status !== '1' && status !== '2') throw new LoadFailure(`Ping status ${status || 'none'}`)
      } catch (error) {
        if (!(error instanceof PhoneRefusal)) throw error
        const status = error.httpStatus ?? error.facts.status ?? error.facts.folderSyncStatus
        throw new LoadFailure(status === undefined ? 'refused' : `status ${status}`)
      }
    }
  },
}

/** One device, whose requests are counted as held or not; every client is a device of its own, whoever it logs on as. */
function phonesOf(client: LoadClient): [phone: Phone, held: Phone] {
  const { account, number } = client
  const url = client.url('/Microsoft-Server-ActiveSync')
  const deviceId = deviceIdOf(account, `load ${number} `)
  const setup = { url, account, auth: 'basic', deviceId, version: '14.1' } as const
  const memory = blankMemory()
  return [
    new Phone(setup, memory, (request) => client.send(request)),
    new Phone(setup, memory, (request) => client.sendHeld(request)),
  ]
}
