// One collection of a Sync request, from its key to its part of the answer.

import { tagsOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall } from '../command.ts'
import { readStateElements } from '../items/email.ts'
import { itemClassOf } from '../items/index.ts'
import type { ItemClass } from '../items/item-class.ts'
import { serverIdOf } from '../items/server-id.ts'
import { applyCommands } from './apply-commands.ts'
import type { CollectionRequest } from './collection-state.ts'
import { type PendingChange, pendingOf } from './pending.ts'
import { type ReadCollection, syncStatus } from './read-request.ts'

const tag = tagsOf('AirSync')

/** What is left of an answer's size, shared by its collections. */
export interface Room {
  items: number
  bytes: number
}

/**
 * The collection's part of the answer; undefined when there is nothing to say of it, and its key stays.
 * @param room is taken from
 */
export async function syncCollection(
  call: ActiveSyncCall,
  { request, commands }: ReadCollection,
  room: Room,
): Promise<WbxmlElement | undefined> {
  const { mailbox, state } = call
  const folder = state.hierarchy.folderOf(request.id, mailbox)
  const itemClass = folder && itemClassOf(folder)
  if (folder === undefined || itemClass === undefined)
    return answer(call, request, undefined, syncStatus.hierarchyChanged)
  const collection = state.collection(request.id)
  if (request.key === '0') {
    collection.options = request.options
    return answer(call, { ...request, key: collection.prime() }, itemClass, syncStatus.success)
  }
  const found = collection.at(request.key)
  if (found === undefined) {
    return answer(call, { ...request, key: '0' }, itemClass, syncStatus.invalidKey)
  }
  collection.options = request.options
  const told = new Map(found.base.told)
  const setup = { call, request, folder, itemClass, told, before: found.applied }
  const { responses, applied } = await applyCommands(commands, setup)
  const { options } = request
  const pending = request.getChanges
    ? pendingOf({ mailbox, folder, itemClass, told, options, now: call.clock.now() })
    : []
  if (pending.length === 0 && commands === undefined) {
    collection.stayAt(found.base)
    return undefined
  }
  const { elements, more } = await writeChanges(call, request, itemClass, { pending, told, room })
  const key = collection.advance(found.base, told, applied)
  return answer(
    call,
    { ...request, key },
    itemClass,
    syncStatus.success,
    ...(responses.length === 0 ? [] : [tag('Responses', ...responses)]),
    ...(more ? [tag('MoreAvailable')] : []),
    ...(elements.length === 0 ? [] : [tag('Commands', ...elements)]),
  )
}

interface Changes {
  readonly pending: readonly PendingChange[]
  readonly told: Map<number, number>
  readonly room: Room
}

/** As many changes as the window and the room allow; what was written counts as told. */
async function writeChanges(
  { version, mailbox }: ActiveSyncCall,
  { id, options, windowSize }: CollectionRequest,
  itemClass: ItemClass,
  { pending, told, room }: Changes,
): Promise<{ readonly elements: WbxmlElement[]; readonly more: boolean }> {
  const elements: WbxmlElement[] = []
  for (const change of pending) {
    if (elements.length >= windowSize || room.items <= 0 || room.bytes <= 0) return { elements, more: true }
    room.items -= 1
    if ('counter' in change) {
      elements.push(tag(change.kind, tag('ServerId', `${id}:${change.counter}`)))
      told.delete(change.counter)
      continue
    }
    const { item } = change
    const serverId = serverIdOf(id, item)
    const readOnly = change.kind === 'Change' && change.readOnly && itemClass.name === 'Email'
    const data = readOnly
      ? readStateElements(item)
      : await itemClass.write(item, { options, version, mailbox, serverId })
    elements.push(tag(change.kind, tag('ServerId', serverId), tag('ApplicationData', ...data)))
    room.bytes -= readOnly ? 0 : item.size
    told.set(item.id.counter, item.change)
  }
  return { elements, more: false }
}

function answer(
  { version }: ActiveSyncCall,
  { id, key }: CollectionRequest,
  itemClass: ItemClass | undefined,
  status: string,
  ...rest: readonly WbxmlElement[]
): WbxmlElement {
  // The class is told until 12.0; from 12.1 on the collection's id says it.
  const old = version < 121 && itemClass !== undefined ? [tag('Class', itemClass.name)] : []
  return tag('Collection', ...old, tag('SyncKey', key), tag('CollectionId', id), tag('Status', status), ...rest)
}
