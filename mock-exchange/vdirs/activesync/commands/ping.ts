import { childOf, childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { itemClassOf } from '../items/index.ts'
import { isPending } from '../sync/pending.ts'
import { watch } from '../sync/watch.ts'
import type { PingRequest } from '../sync-state.ts'

const page = 'Ping'
const tag = tagsOf(page)

/** Status of Ping ([MS-ASCMD] 2.2.3.177.11). */
const statuses = {
  expired: '1',
  changes: '2',
  missingParameters: '3',
  syntax: '4',
  heartbeatOutOfRange: '5',
  tooManyFolders: '6',
  folderSyncNeeded: '7',
} as const

/** Seconds: MinHeartbeatInterval and MaxHeartbeatInterval of the Sync web.config (reference section 1.3). */
const shortest = 60
const longest = 3_540

/** Folders that one Ping may watch [the number is recalled, not verified]. */
const mostFolders = 300

/**
 * Holds the request until one of the folders changes or the heartbeat is over, on the lab's clock. What came after the
 * device's last Sync of a folder is told at once; where it has not begun to synchronise, what came between two Pings.
 */
export const ping: ActiveSyncCommand = {
  name: 'Ping',
  page,
  inQuarantine: true,
  async run(call: ActiveSyncCall) {
    const asked = readPing(call)
    if (typeof asked === 'string') return { body: answer(asked) }
    const { heartbeat, folders } = asked
    if (heartbeat < shortest || heartbeat > longest) {
      const limit = tag('HeartbeatInterval', String(heartbeat < shortest ? shortest : longest))
      return { body: answer(statuses.heartbeatOutOfRange, limit) }
    }
    if (folders.length > mostFolders) {
      return { body: answer(statuses.tooManyFolders, tag('MaxFolders', String(mostFolders))) }
    }
    const { state, mailbox } = call
    if (folders.some((id) => state.hierarchy.folderOf(id, mailbox) === undefined)) {
      return { body: answer(statuses.folderSyncNeeded) }
    }
    state.ping = asked

    const changed = await changes(call, folders, heartbeat)
    if (changed === undefined) return undefined
    if (changed === 'anew') return { body: answer(statuses.folderSyncNeeded) }
    if (changed.length === 0) return { body: answer(statuses.expired) }
    return { body: answer(statuses.changes, tag('Folders', ...changed.map((id) => tag('Folder', id)))) }
  },
}

/** What the request asks for, filled up with what the device asked last; or the status that refuses it. */
function readPing({ body, state }: ActiveSyncCall): PingRequest | string {
  if (body !== undefined && body.tag !== 'Ping') return statuses.syntax
  const interval = textOf(body, page, 'HeartbeatInterval')
  if (interval !== undefined && !/^\d{1,9}$/.test(interval)) return statuses.syntax
  const list = childOf(body, page, 'Folders')
  const ids = list && childrenNamed(list, page, 'Folder').flatMap((folder) => textOf(folder, page, 'Id') ?? [])
  const heartbeat = interval === undefined ? state.ping?.heartbeat : Number(interval)
  const folders = ids ?? state.ping?.folders
  if (heartbeat === undefined || folders === undefined || folders.length === 0) return statuses.missingParameters
  return { heartbeat, folders }
}

/**
 * Ids of the folders with something new, none when the time is over, `anew` when the device must begin again; undefined
 * when the wait was broken off.
 */
async function changes(
  call: ActiveSyncCall,
  ids: readonly string[],
  heartbeat: number,
): Promise<readonly string[] | 'anew' | undefined> {
  const { clock, mailbox, state } = call
  const places = new Map<number, string>()
  for (const id of ids) {
    const folder = state.hierarchy.folderOf(id, mailbox)
    if (folder === undefined) continue
    const { counter } = folder.id
    places.set(counter, id)
    if (!state.pinged.has(counter)) state.pinged.set(counter, folder.change)
  }
  const isNew = (counter: number, id: string): boolean => {
    if (!mailbox.hasFolder(counter)) return false
    const folder = mailbox.folderAt(counter)
    const begun = state.begun(id)
    const itemClass = itemClassOf(folder)
    if (begun?.current === undefined || itemClass === undefined) {
      return folder.change > (state.pinged.get(counter) ?? 0)
    }
    const { told } = begun.current
    return isPending({ mailbox, folder, itemClass, told, options: begun.options, now: clock.now() })
  }
  const news = (): [number, string][] => [...places].filter(([counter, id]) => isNew(counter, id))
  const end = await watch(call, heartbeat * 1_000, new Set(places.keys()), () => news().length > 0)
  if (end === undefined || end === 'anew') return end
  if (end === 'expired') return []
  const found = news()
  for (const [counter] of found) state.pinged.set(counter, mailbox.folderAt(counter).change)
  return found.map(([, id]) => id)
}

function answer(status: string, ...rest: readonly WbxmlElement[]): WbxmlElement {
  return tag('Ping', tag('Status', status), ...rest)
}
