// Phones: each learns its folders once and then has a Ping held, again and again.

import { createHash } from 'node:crypto'
import {
  childAt,
  childrenOf,
  decodeWbxml,
  element,
  encodeWbxml,
  tagsOf,
  textAt,
  type WbxmlElement,
} from '../../../protocols/wbxml/index.ts'
import { accountName } from '../../account-name.ts'
import type { HttpRequest } from '../../http/index.ts'
import { deviceHeaders } from '../../phone/device.ts'
import { expectStatus, type LoadClient, LoadFailure, type LoadProfile } from '../profile.ts'

/** Seconds that a Ping asks to be held for; what phones settle at behind patient firewalls. */
const heartbeat = 480

export const activeSync: LoadProfile = {
  name: 'activesync',
  about: 'phones: Provision and FolderSync once, then a Ping of 8 minutes on the Inbox, held all the time',
  start(client) {
    let policyKey = '0'
    let inbox: string | undefined
    return async () => {
      if (policyKey === '0') policyKey = await learnPolicy(client)
      inbox ??= await learnInbox(client, policyKey)
      const ping = command(client, 'Ping', pingOn(inbox), policyKey)
      const response = await client.sendHeld({ ...ping, answerWithin: (heartbeat + 60) * 1_000 })
      // 449: the policy is to be asked for anew.
      if (response.status === 449) policyKey = '0'
      expectStatus(response, 200)
      const status = textAt(decodeWbxml(response.body), 'Status') ?? 'none'
      // 142 to 144 are about the policy ([MS-ASCMD] 2.2.2); folders that have changed must be learned anew.
      if (/^14[234]$/.test(status)) policyKey = '0'
      if (status === '7') inbox = undefined
      if (status !== '1' && status !== '2') throw new LoadFailure(`Ping status ${status}`)
    }
  },
}

/**
 * The policy asked for and acknowledged ([MS-ASPROV] 3.1.5.1); the key that the device then shows. A server without a
 * policy for the device has no key for it.
 */
async function learnPolicy(client: LoadClient): Promise<string> {
  const settings = tagsOf('Settings')
  const provision = tagsOf('Provision')
  const type = provision('PolicyType', 'MS-EAS-Provisioning-WBXML')
  const information = settings(
    'DeviceInformation',
    settings(
      'Set',
      settings('Model', 'iPhone6C1'),
      settings('OS', 'iOS 8.0'),
      settings('UserAgent', 'Apple-iPhone6C1/1202.466'),
    ),
  )
  const ask = async (policy: WbxmlElement, ...before: readonly WbxmlElement[]): Promise<string | undefined> => {
    const body = provision('Provision', ...before, provision('Policies', policy))
    const response = await client.send(command(client, 'Provision', body, '0'))
    expectStatus(response, 200)
    const document = decodeWbxml(response.body)
    const policies = childAt(document, 'Policies')
    const answer = policies === undefined ? undefined : childAt(policies, 'Policy')
    const status = textAt(document, 'Status') ?? 'none'
    if (status !== '1') throw new LoadFailure(`Provision status ${status}`)
    return answer === undefined ? undefined : textAt(answer, 'PolicyKey')
  }
  const temporary = await ask(provision('Policy', type), information)
  if (temporary === undefined) return '1'
  const acknowledged = provision('Policy', type, provision('PolicyKey', temporary), provision('Status', '1'))
  return (await ask(acknowledged)) ?? temporary
}

async function learnInbox(client: LoadClient, policyKey: string): Promise<string> {
  const key = element('FolderHierarchy', 'FolderSync', element('FolderHierarchy', 'SyncKey', '0'))
  const response = await client.send(command(client, 'FolderSync', key, policyKey))
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
function command(
  { account, number, url }: LoadClient,
  name: string,
  document: WbxmlElement,
  policyKey: string,
): HttpRequest {
  const user = accountName(account)
  const id = createHash('sha256').update(`load ${number} ${user}`).digest('hex').slice(0, 24).toUpperCase()
  const target = url('/Microsoft-Server-ActiveSync')
  target.search = `?Cmd=${name}&User=${encodeURIComponent(user)}&DeviceId=${id}&DeviceType=iPhone`
  return {
    url: target,
    method: 'POST',
    headers: [...deviceHeaders, ['X-MS-PolicyKey', policyKey], ['Content-Type', 'application/vnd.ms-sync.wbxml']],
    body: encodeWbxml(document),
    scheme: 'basic',
    account,
  }
}
