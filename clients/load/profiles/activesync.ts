// Phones: each learns its folders once and then has a Ping held, again and again.

import { createHash } from 'node:crypto'
import {
  childAt,
  childrenOf,
  decodeWbxml,
  element,
  encodeWbxml,
  textAt,
  type WbxmlElement,
} from '../../../protocols/wbxml/index.ts'
import type { HttpRequest } from '../../http/index.ts'
import { deviceHeaders } from '../../phone/device.ts'
import { expectStatus, type LoadClient, LoadFailure, type LoadProfile } from '../profile.ts'

/** Seconds that a Ping asks to be held for; what phones settle at behind patient firewalls. */
const heartbeat = 480

export const activeSync: LoadProfile = {
  name: 'activesync',
  about: 'phones: FolderSync once, then a Ping of 8 minutes on the Inbox, held all the time',
  start(client) {
    let inbox: string | undefined
    return async () => {
      inbox ??= await learnInbox(client)
      const response = await client.sendHeld({
        ...command(client, 'Ping', pingOn(inbox)),
        answerWithin: (heartbeat + 60) * 1_000,
      })
      expectStatus(response, 200)
      const status = textAt(decodeWbxml(response.body), 'Status')
      // Folders that have changed must be learned anew.
      if (status === '7') inbox = undefined
      if (status !== '1' && status !== '2') throw new LoadFailure(`Ping status ${status ?? 'none'}`)
    }
  },
}

async function learnInbox(client: LoadClient): Promise<string> {
  const key = element('FolderHierarchy', 'FolderSync', element('FolderHierarchy', 'SyncKey', '0'))
  const response = await client.send(command(client, 'FolderSync', key))
  expectStatus(response, 200)
  const document = decodeWbxml(response.body)
  const changes = childAt(document, 'Changes')
  const folders = changes === undefined ? [] : childrenOf(changes)
  // Type 2 is the Inbox ([MS-ASCMD] 2.2.3.186.3).
  const inbox = folders.find((folder) => folder.tag === 'Add' && textAt(folder, 'Type') === '2')
  const id = inbox === undefined ? undefined : textAt(inbox, 'ServerId')
  if (id === undefined) throw new LoadFailure(`FolderSync status ${textAt(document, 'Status') ?? 'none'}`)
  return id
}

function pingOn(folder: string): WbxmlElement {
  const one = element('Ping', 'Folder', element('Ping', 'Id', folder), element('Ping', 'Class', 'Email'))
  return element(
    'Ping',
    'Ping',
    element('Ping', 'HeartbeatInterval', String(heartbeat)),
    element('Ping', 'Folders', one),
  )
}

/** Every client is a device of its own, whoever it logs on as. */
function command({ account, number, url }: LoadClient, name: string, document: WbxmlElement): HttpRequest {
  const user = account.domain === '' ? account.user : `${account.domain}\\${account.user}`
  const id = createHash('sha256').update(`load ${number} ${user}`).digest('hex').slice(0, 24).toUpperCase()
  const target = url('/Microsoft-Server-ActiveSync')
  target.search = `?Cmd=${name}&User=${encodeURIComponent(user)}&DeviceId=${id}&DeviceType=iPhone`
  return {
    url: target,
    method: 'POST',
    headers: [...deviceHeaders, ['X-MS-PolicyKey', '0'], ['Content-Type', 'application/vnd.ms-sync.wbxml']],
    body: encodeWbxml(document),
    scheme: 'basic',
    account,
  }
}
