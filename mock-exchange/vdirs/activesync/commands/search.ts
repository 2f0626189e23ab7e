// Search in the mailbox and in the address list ([MS-ASCMD] 2.2.1.16).

import {
  childOf,
  childrenNamed,
  innerText,
  tagsOf,
  textOf,
  type WbxmlElement,
} from '../../../../protocols/wbxml/index.ts'
import type { UserPlan } from '../../../../topology/lab-plan.ts'
import { plainText } from '../../../mailbox/body-text.ts'
import type { Item } from '../../../mailbox/item.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { itemClassOf } from '../items/index.ts'
import { longIdOf, serverIdOf } from '../items/server-id.ts'
import { clean, readDate } from '../items/values.ts'
import { isTrue, readOptions, type SyncOptions } from '../sync/options.ts'

const page = 'Search'
const tag = tagsOf(page)

/** Status of a store's Response ([MS-ASCMD] 2.2.3.177.15). */
const statuses = { success: '1', invalid: '2', accessDenied: '5', endOfRange: '12' } as const

/** Results in an answer when no range is given, and at most. */
const mostResults = 100

export const search: ActiveSyncCommand = {
  name: 'Search',
  page,
  async run(call) {
    const store = childOf(call.body, page, 'Store')
    if (call.body?.tag !== 'Search' || store === undefined) {
      return { body: tag('Search', tag('Status', '3')) }
    }
    const response = tag('Response', await searchStore(call, store))
    return { body: tag('Search', tag('Status', '1'), response) }
  },
}

async function searchStore(call: ActiveSyncCall, store: WbxmlElement): Promise<WbxmlElement> {
  const query = childOf(store, page, 'Query')
  if (query === undefined) return tag('Store', tag('Status', statuses.invalid))
  switch (textOf(store, page, 'Name')?.toLowerCase()) {
    case 'mailbox':
      return searchMailbox(call, query, childOf(store, page, 'Options'))
    case 'gal':
      return searchPeople(call, innerText(query), childOf(store, page, 'Options'))
    default:
      // File shares are closed to devices in Exchange 2013's default policy.
      return tag('Store', tag('Status', statuses.accessDenied))
  }
}

/** What a mailbox is searched for. */
interface Criteria {
  readonly words: readonly string[]
  readonly collections: readonly string[]
  readonly classes: readonly string[]
  readonly after: number | undefined
  readonly before: number | undefined
}

async function searchMailbox(
  call: ActiveSyncCall,
  query: WbxmlElement,
  options: WbxmlElement | undefined,
): Promise<WbxmlElement> {
  const criteria = readCriteria(childOf(query, page, 'And') ?? query)
  const wanted = readOptions(options, 'Search')
  if (criteria === undefined || wanted === undefined) return tag('Store', tag('Status', statuses.invalid))
  const deep = isTrue(childOf(options, page, 'DeepTraversal'), textOf(options, page, 'DeepTraversal'))
  const found = candidates(call, criteria.collections, deep)
    .filter((item) => matches(item, criteria, call))
    .sort((a, b) => b.receivedAt - a.receivedAt)
  return results(found, textOf(options, page, 'Range'), (item) => writeResult(call, item, wanted))
}

function readCriteria(query: WbxmlElement): Criteria | undefined {
  const date = (operator: string): number | undefined => readDate(textOf(childOf(query, page, operator), page, 'Value'))
  const text = textOf(query, page, 'FreeText')
  const words = (text ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const after = date('GreaterThan')
  const before = date('LessThan')
  if (words.length === 0 && after === undefined && before === undefined) return undefined
  return {
    words,
    collections: childrenNamed(query, 'AirSync', 'CollectionId').map(innerText),
    classes: childrenNamed(query, 'AirSync', 'Class').map(innerText),
    after,
    before,
  }
}

/** Items of the collections named, of all when none is; `deep` includes the folders below. */
function candidates({ mailbox, state }: ActiveSyncCall, collections: readonly string[], deep: boolean): Item[] {
  const named = collections.flatMap((id) => state.hierarchy.folderOf(id, mailbox) ?? [])
  const all = mailbox.folders().filter(({ activeSyncType }) => activeSyncType !== undefined)
  const chosen = collections.length === 0 ? all : named
  const below = deep && collections.length > 0 ? chosen.flatMap((folder) => mailbox.childrenOf(folder)) : []
  return [...new Set([...chosen, ...below])].flatMap((folder) => mailbox.items(folder))
}

function matches(item: Item, { words, classes, after, before }: Criteria, { mailbox }: ActiveSyncCall): boolean {
  const itemClass = itemClassOf(mailbox.folderAt(item.folder))
  if (itemClass === undefined || item.kind !== itemClass.kind) return false
  if (classes.length > 0 && !classes.includes(itemClass.name)) return false
  if (after !== undefined && item.receivedAt <= after) return false
  if (before !== undefined && item.receivedAt >= before) return false
  const people = item.kind === 'message' ? [item.from, ...item.to, ...item.cc] : []
  const names = people.map((person) => `${person?.name} ${person?.address}`)
  const text = [item.subject, plainText(item), ...names].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

async function writeResult(call: ActiveSyncCall, item: Item, options: SyncOptions): Promise<WbxmlElement[]> {
  const { mailbox, state, version } = call
  const folder = mailbox.folderAt(item.folder)
  const itemClass = itemClassOf(folder)
  const collection = state.hierarchy.idOf(folder)
  const serverId = serverIdOf(collection, item)
  const properties = (await itemClass?.write(item, { options, version, mailbox, serverId })) ?? []
  const air = tagsOf('AirSync')
  return [
    air('Class', itemClass?.name ?? ''),
    tag('LongId', longIdOf(item)),
    air('CollectionId', collection),
    tag('Properties', ...properties),
  ]
}

/** People whose name, alias or address begins with the words, as ambiguous names are resolved. */
export function findPeople(people: readonly UserPlan[], words: string): readonly UserPlan[] {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return []
  return people.filter(({ user, displayName, mailbox }) =>
    [user, displayName, mailbox, ...displayName.split(' ')].some((name) => name.toLowerCase().startsWith(wanted)),
  )
}

function searchPeople(call: ActiveSyncCall, words: string, options: WbxmlElement | undefined): Promise<WbxmlElement> {
  const gal = tagsOf('GAL')
  return results(findPeople(call.people, words), textOf(options, page, 'Range'), async (person) => {
    const [first = '', ...rest] = person.displayName.split(' ')
    return [
      tag(
        'Properties',
        gal('DisplayName', clean(person.displayName)),
        gal('Alias', clean(person.user)),
        gal('FirstName', clean(first)),
        gal('LastName', clean(rest.join(' '))),
        gal('EmailAddress', person.mailbox),
      ),
    ]
  })
}

async function results<Found>(
  found: readonly Found[],
  range: string | undefined,
  write: (one: Found) => Promise<WbxmlElement[]>,
): Promise<WbxmlElement> {
  const match = /^(\d{1,6})-(\d{1,6})$/.exec(range ?? `0-${mostResults - 1}`)
  const [first, last] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || last < first) return tag('Store', tag('Status', statuses.invalid))
  if (found.length === 0) return tag('Store', tag('Status', statuses.success), tag('Result'))
  if (first >= found.length) return tag('Store', tag('Status', statuses.endOfRange), tag('Total', String(found.length)))
  const part = found.slice(first, Math.min(last + 1, first + mostResults))
  const written: WbxmlElement[] = []
  for (const one of part) written.push(tag('Result', ...(await write(one))))
  return tag(
    'Store',
    tag('Status', statuses.success),
    ...written,
    tag('Range', `${first}-${first + part.length - 1}`),
    tag('Total', String(found.length)),
  )
}
