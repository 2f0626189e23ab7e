// A phone's Sync of one folder: until there is no more, each time with the key of the answer before.

import { childAt, childrenOf, tagsOf, textAt, type WbxmlElement } from '../../protocols/wbxml/index.ts'
import { placeOf } from '../words.ts'
import { type Phone, PhoneRefusal } from './phone.ts'
import { statusText } from './status.ts'

const air = tagsOf('AirSync')
const base = tagsOf('AirSyncBase')

/** What a synchronisation brought. */
export interface Synchronised {
  readonly added: number
  readonly changed: number
  readonly deleted: number
  /** Items that the phone has now, newest first. */
  readonly items: readonly { readonly id: string; readonly subject: string; readonly date: string }[]
}

/** Answers of one synchronisation; a mailbox with more than 100 times the window is more than any phone takes. */
const mostAnswers = 100

const words: Readonly<Record<string, string>> = {
  '3': 'the key is invalid',
  '4': 'the request breaks the protocol',
  '8': 'the folder is not there',
  '12': 'the folders have changed',
}

/** Synchronises a folder to the end. @throws CauseError, ProtocolSyntaxError, PhoneRefusal */
export async function synchronise(phone: Phone, collection: string, window = 100): Promise<Synchronised> {
  const counts = { added: 0, changed: 0, deleted: 0 }
  const known = phone.memory.collections.get(collection) ?? { key: '0', items: new Map() }
  phone.memory.collections.set(collection, known)
  let begins = 0
  for (let answers = 0; answers < mostAnswers; answers++) {
    const root = await phone.command('Sync', request(collection, known.key, window))
    const answer = root && childAt(root, 'Collections', 'Collection')
    const status = (answer && textAt(answer, 'Status')) ?? (root && textAt(root, 'Status'))
    // Nothing new.
    if (root === undefined) break
    if (status === '3' && begins === 0) {
      begins += 1
      known.key = '0'
      known.items.clear()
      continue
    }
    if (answer === undefined || status !== '1') {
      throw new PhoneRefusal(`${placeOf(phone.url)} refused Sync: ${statusText(status, words)}.`, {
        syncStatus: status ?? '',
      })
    }
    const primed = known.key === '0'
    known.key = textAt(answer, 'SyncKey') ?? '0'
    const commands = childAt(answer, 'Commands')
    for (const command of commands ? childrenOf(commands) : []) take(command, known.items, counts)
    if (!primed && childAt(answer, 'MoreAvailable') === undefined) break
  }
  const items = [...known.items].map(([id, item]) => ({ id, ...item }))
  return { ...counts, items: items.sort((a, b) => b.date.localeCompare(a.date)) }
}

function request(collection: string, key: string, window: number): WbxmlElement {
  const wanted = [
    air('GetChanges', '1'),
    air('WindowSize', String(window)),
    air('Options', base('BodyPreference', base('Type', '1'), base('TruncationSize', '1024'))),
  ]
  const members = [air('SyncKey', key), air('CollectionId', collection), ...(key === '0' ? [] : wanted)]
  return air('Sync', air('Collections', air('Collection', ...members)))
}

function take(
  command: WbxmlElement,
  items: Map<string, { subject: string; date: string }>,
  counts: { added: number; changed: number; deleted: number },
): void {
  const id = textAt(command, 'ServerId') ?? ''
  const data = childAt(command, 'ApplicationData')
  if (command.tag === 'Delete' || command.tag === 'SoftDelete') {
    counts.deleted += 1
    items.delete(id)
    return
  }
  const before = items.get(id)
  const text = (tag: string): string | undefined => data && textAt(data, tag)
  items.set(id, {
    subject: text('Subject') ?? text('FileAs') ?? before?.subject ?? '',
    date: text('DateReceived') ?? text('StartTime') ?? before?.date ?? '',
  })
  if (command.tag === 'Add') counts.added += 1
  else counts.changed += 1
}
