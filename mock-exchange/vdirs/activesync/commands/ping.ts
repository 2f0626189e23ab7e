import { childAt, childrenOf, element, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { hold } from '../../held-request.ts'
import { type ActiveSyncCall, type ActiveSyncCommand, deviceFolders } from '../command.ts'

const page = 'Ping'

/** Status of Ping ([MS-ASCMD] 2.2.3.177.11). */
const statuses = {
  expired: '1',
  changes: '2',
  missingParameters: '3',
  syntax: '4',
  heartbeatOutOfRange: '5',
  folderSyncNeeded: '7',
} as const

/** Seconds: MinHeartbeatInterval and MaxHeartbeatInterval of the Sync web.config (reference section 1.3). */
const shortest = 60
const longest = 3_540

/**
 * Holds the request until one of the folders changes or the heartbeat is over, on the lab's clock. What changed between
 * two Pings is told at once by the second.
 */
export const ping: ActiveSyncCommand = {
  name: 'Ping',
  async run(call: ActiveSyncCall) {
    const asked = readPing(call)
    if (typeof asked === 'string') return { body: answer(asked) }
    const { heartbeat, folders } = asked
    if (heartbeat < shortest || heartbeat > longest) {
      const limit = element(page, 'HeartbeatInterval', String(heartbeat < shortest ? shortest : longest))
      return { body: answer(statuses.heartbeatOutOfRange, limit) }
    }
    const known = deviceFolders(call.mailbox)
    if (folders.some((id) => !known.has(id))) return { body: answer(statuses.folderSyncNeeded) }
    call.device.ping = asked

    const changed = await changes(call, folders, heartbeat)
    if (changed === undefined) return undefined
    if (changed.length === 0) return { body: answer(statuses.expired) }
    const list = element(page, 'Folders', ...changed.map((id) => element(page, 'Folder', id)))
    return { body: answer(statuses.changes, list) }
  },
}

interface Asked {
  readonly heartbeat: number
  readonly folders: readonly string[]
}

/** What the request asks for, filled up with what the device asked last; or the status that refuses it. */
function readPing({ body, device }: ActiveSyncCall): Asked | string {
  if (body !== undefined && body.tag !== 'Ping') return statuses.syntax
  const interval = body && textAt(body, 'HeartbeatInterval')
  if (interval !== undefined && !/^\d{1,9}$/.test(interval)) return statuses.syntax
  const list = body && childAt(body, 'Folders')
  const ids = list && childrenOf(list).flatMap((folder) => textAt(folder, 'Id') ?? [])
  const heartbeat = interval === undefined ? device.ping?.heartbeat : Number(interval)
  const folders = ids ?? device.ping?.folders
  if (heartbeat === undefined || folders === undefined || folders.length === 0) return statuses.missingParameters
  return { heartbeat, folders }
}

/** Ids of the folders with something new, none when the time is over; undefined when the wait was broken off. */
async function changes(
  call: ActiveSyncCall,
  ids: readonly string[],
  heartbeat: number,
): Promise<readonly string[] | undefined> {
  const { mailbox, device, clock } = call
  const places = new Map<number, string>()
  for (const id of ids) {
    const folder = deviceFolders(mailbox).get(id)
    if (folder === undefined) continue
    const { counter } = folder.id
    places.set(counter, id)
    if (!device.told.has(counter)) device.told.set(counter, folder.change)
  }
  const news = (): string[] =>
    [...places]
      .filter(
        ([counter]) => mailbox.hasFolder(counter) && mailbox.folderAt(counter).change > (device.told.get(counter) ?? 0),
      )
      .map(([, id]) => id)
  const done = await hold<readonly string[]>(call, (settle) => {
    const cancelTimer = clock.after(heartbeat * 1_000, () => settle([]))
    const look = (): void => {
      if (news().length > 0) settle(news())
    }
    const cancelListener = mailbox.onChange(look)
    look()
    return () => {
      cancelTimer()
      cancelListener()
    }
  })
  if (done !== undefined && done.length > 0) {
    for (const [counter, id] of places) {
      if (done.includes(id)) device.told.set(counter, mailbox.folderAt(counter).change)
    }
  }
  return done
}

function answer(status: string, ...rest: readonly WbxmlElement[]): WbxmlElement {
  return element(page, 'Ping', element(page, 'Status', status), ...rest)
}
