// Sync: what changed in collections, both ways, and the wait for it ([MS-ASCMD] 2.2.1.21).
//
//   request ─▶ device's commands done ─▶ changes told ─▶ answer
//                                └─▶ nothing at all, and a wait ─▶ held ─▶ changes told, or an answer without content

import { tagsOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { itemClassOf } from '../items/index.ts'
import { isPending } from '../sync/pending.ts'
import { type ReadSync, readSync, syncStatus } from '../sync/read-request.ts'
import { syncCollection } from '../sync/sync-collection.ts'
import { watch } from '../sync/watch.ts'

const tag = tagsOf('AirSync')

/** Bytes of items after which an answer ends with MoreAvailable, so that no mailbox makes one answer of it. */
const largestAnswer = 8 * 1_024 ** 2

export const sync: ActiveSyncCommand = {
  name: 'Sync',
  page: 'AirSync',
  inQuarantine: true,
  async run(call) {
    if (!call.state.hierarchy.begun) return { body: refused(syncStatus.hierarchyChanged) }
    const request = readSync(call)
    if ('status' in request) return { body: refused(request.status, request.limit) }
    const { wait } = request
    const until = call.clock.now() + (wait ?? 0)
    let collections = await answerAll(call, request)
    remember(call, request)
    while (collections.length === 0 && wait !== undefined && until > call.clock.now()) {
      const end = await watch(call, until - call.clock.now(), watched(call, request), () => hasNews(call, request))
      if (end === undefined) return undefined
      if (end === 'anew') return { body: refused(syncStatus.hierarchyChanged) }
      if (end === 'expired') break
      collections = await answerAll(call, { ...request, collections: withoutCommands(request) })
    }
    // Nothing to say: no content from 12.1 on, each collection with its key before that.
    if (collections.length > 0) return { body: tag('Sync', tag('Collections', ...collections)) }
    return call.version >= 121 ? {} : { body: tag('Sync', tag('Collections', ...unchanged(request))) }
  },
}

function refused(status: string, limit?: string): WbxmlElement {
  return tag('Sync', tag('Status', status), ...(limit === undefined ? [] : [tag('Limit', limit)]))
}

async function answerAll(call: ActiveSyncCall, { collections, windowSize }: ReadSync): Promise<WbxmlElement[]> {
  const room = { items: windowSize, bytes: largestAnswer }
  const answers: WbxmlElement[] = []
  for (const collection of collections) {
    const answer = await syncCollection(call, collection, room)
    if (answer !== undefined) answers.push(answer)
  }
  return answers
}

function withoutCommands({ collections }: ReadSync): ReadSync['collections'] {
  return collections.map((collection) => ({ ...collection, commands: undefined }))
}

/** An empty request later repeats this one. */
function remember({ state }: ActiveSyncCall, { collections, windowSize, wait }: ReadSync): void {
  state.lastSync = { collections: collections.map(({ request }) => request), windowSize, wait }
}

function watched({ state, mailbox }: ActiveSyncCall, { collections }: ReadSync): ReadonlySet<number> {
  return new Set(collections.flatMap(({ request }) => state.hierarchy.folderOf(request.id, mailbox)?.id.counter ?? []))
}

function hasNews({ state, mailbox, clock }: ActiveSyncCall, { collections }: ReadSync): boolean {
  return collections.some(({ request }) => {
    const folder = state.hierarchy.folderOf(request.id, mailbox)
    const itemClass = folder && itemClassOf(folder)
    const told = state.begun(request.id)?.current?.told
    if (folder === undefined || itemClass === undefined || told === undefined || !request.getChanges) return false
    return isPending({ mailbox, folder, itemClass, told, options: request.options, now: clock.now() })
  })
}

function unchanged({ collections }: ReadSync): WbxmlElement[] {
  return collections.map(({ request: { key, id } }) =>
    tag('Collection', tag('SyncKey', key), tag('CollectionId', id), tag('Status', syncStatus.success)),
  )
}
