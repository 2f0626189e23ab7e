// A Sync request: what it says, what the one before said where it says nothing ([MS-ASCMD] 2.2.1.21).
//
//   no body ─▶ the last request again        Partial ─▶ its collections and those of the last        else ─▶ as it stands

import { childOf, childrenNamed, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall } from '../command.ts'
import { itemClassOf } from '../items/index.ts'
import type { CollectionRequest, SyncRequest } from './collection-state.ts'
import { isTrue, numberIn, readOptions, type SyncOptions, standardOptions } from './options.ts'

const page = 'AirSync'

/** Status of Sync ([MS-ASCMD] 2.2.3.177.17). */
export const syncStatus = {
  success: '1',
  invalidKey: '3',
  protocolError: '4',
  conversionError: '6',
  conflict: '7',
  notFound: '8',
  full: '9',
  hierarchyChanged: '12',
  incomplete: '13',
  waitOutOfRange: '14',
  tooManyFolders: '15',
} as const

/** Items in an answer: when nothing is said, and at most. */
const standardWindow = 100
const largestWindow = 512

/** Folders that one Sync may name [recalled, not verified]. */
const mostFolders = 300

/** A collection as it was read, or what is wrong with it. */
export interface ReadCollection {
  readonly request: CollectionRequest
  /** The device's own commands. */
  readonly commands: WbxmlElement | undefined
  /** As the device calls the class of its items. */
  readonly itemClass: string | undefined
}

export interface ReadSync {
  readonly collections: readonly ReadCollection[]
  readonly windowSize: number
  readonly wait: number | undefined
}

/** Why a whole request is refused; `limit` is the nearest wait that would do, in the unit that was used. */
export interface RefusedSync {
  readonly status: string
  readonly limit?: string
}

export function readSync(call: ActiveSyncCall): ReadSync | RefusedSync {
  const { body, state } = call
  const last = state.lastSync
  if (body === undefined) return last === undefined ? { status: syncStatus.incomplete } : again(call, last)
  if (body.page !== page || body.tag !== 'Sync') return { status: syncStatus.protocolError }
  const partial = childOf(body, page, 'Partial') !== undefined
  if (partial && last === undefined) return { status: syncStatus.incomplete }
  const wait = readWait(body, partial ? last?.wait : undefined)
  if (typeof wait === 'object') return wait
  const window = readWindow(textOf(body, page, 'WindowSize'))
  const list = childrenNamed(childOf(body, page, 'Collections'), page, 'Collection')
  if (window === undefined || (list.length === 0 && !partial)) return { status: syncStatus.protocolError }
  if (list.length > mostFolders) return { status: syncStatus.tooManyFolders, limit: String(mostFolders) }
  const given: ReadCollection[] = []
  for (const element of list) {
    const collection = readCollection(call, element)
    if (collection === undefined) return { status: syncStatus.protocolError }
    given.push(collection)
  }
  const named = new Set(given.map(({ request }) => request.id))
  if (named.size < given.length) return { status: syncStatus.protocolError }
  const rest = partial && last !== undefined ? again(call, last).collections : []
  return {
    collections: [...given, ...rest.filter(({ request }) => !named.has(request.id))],
    windowSize: partial && textOf(body, page, 'WindowSize') === undefined ? (last?.windowSize ?? window) : window,
    wait,
  }
}

/** The last request with the keys that are in effect now. */
function again({ state }: ActiveSyncCall, last: SyncRequest): ReadSync {
  return {
    ...last,
    collections: last.collections.map((request) => ({
      request: { ...request, key: state.begun(request.id)?.current?.key ?? '0' },
      commands: undefined,
      itemClass: undefined,
    })),
  }
}

/** Milliseconds to hold the request, or why not: Wait is in minutes, HeartbeatInterval in seconds. */
function readWait(body: WbxmlElement, standard: number | undefined): number | undefined | RefusedSync {
  const minutes = textOf(body, page, 'Wait')
  const seconds = textOf(body, page, 'HeartbeatInterval')
  if (minutes === undefined && seconds === undefined) return standard
  if (minutes !== undefined && seconds !== undefined) return { status: syncStatus.protocolError }
  const [text = '', least, most, unit] =
    minutes === undefined ? ([seconds, 60, 3_540, 1_000] as const) : ([minutes, 1, 59, 60_000] as const)
  if (!/^\d{1,9}$/.test(text)) return { status: syncStatus.protocolError }
  const value = Number(text)
  if (value === 0) return undefined
  if (value < least || value > most) {
    return { status: syncStatus.waitOutOfRange, limit: String(value < least ? least : most) }
  }
  return value * unit
}

/** 0 and what is beyond the largest window mean that. */
function readWindow(text: string | undefined): number | undefined {
  if (text === undefined) return standardWindow
  const value = numberIn(text, 0, 2 ** 31)
  return value === undefined ? undefined : value === 0 || value > largestWindow ? largestWindow : value
}

function readCollection(call: ActiveSyncCall, element: WbxmlElement): ReadCollection | undefined {
  const { state, mailbox, version } = call
  const id = textOf(element, page, 'CollectionId')
  const key = textOf(element, page, 'SyncKey')
  const windowSize = readWindow(textOf(element, page, 'WindowSize'))
  if (id === undefined || key === undefined || windowSize === undefined) return undefined
  const folder = state.hierarchy.folderOf(id, mailbox)
  const itemClass = (folder && itemClassOf(folder)?.name) ?? ''
  const options = readCollectionOptions(element, itemClass, key === '0' ? undefined : state.begun(id)?.options)
  const getChanges = childOf(element, page, 'GetChanges')
  const wantsChanges = isTrue(getChanges, textOf(element, page, 'GetChanges'))
  const commands = childOf(element, page, 'Commands')
  if (options === undefined) return undefined
  // Nothing is there to change or to fetch before the first key ([MS-ASCMD] 2.2.3.84, 2.2.3.32).
  if (key === '0' && (wantsChanges || commands !== undefined)) return undefined
  const moves = childOf(element, page, 'DeletesAsMoves')
  return {
    request: {
      id,
      key,
      options,
      // Absent, it means yes from 12.1 on.
      getChanges: getChanges === undefined ? version >= 121 : wantsChanges,
      windowSize,
      deletesAsMoves: moves === undefined || isTrue(moves, textOf(element, page, 'DeletesAsMoves')),
    },
    commands,
    itemClass: textOf(element, page, 'Class'),
  }
}

/** The options of the collection's own class; those given before when there are none. */
function readCollectionOptions(
  element: WbxmlElement,
  itemClass: string,
  before: SyncOptions | undefined,
): SyncOptions | undefined {
  const all = childrenNamed(element, page, 'Options')
  const own = all.find((options) => (textOf(options, page, 'Class') ?? itemClass) === itemClass)
  return own === undefined ? (before ?? standardOptions) : readOptions(own, itemClass)
}
