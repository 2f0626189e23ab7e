// MAPI properties of items by name (`extended-field.ts`), as far as the store knows them by another ([MS-OXPROPS] has all
// of them). What is not here is what clients set, and is kept as they set it.

import { storeIdBytes } from '../../../mailbox/entry-id.ts'
import { guidBytes } from '../../../mailbox/guid.ts'
import {
  type Address,
  type Appointment,
  busyStatuses,
  type Contact,
  type Item,
  importances,
  type Message,
  type PropertyValue,
  plainText,
  sensitivities,
  type Task,
} from '../../../mailbox/item.ts'
import { namedKey, tagKey } from '../../../mailbox/property-keys.ts'
import { splitSubject, topicOf } from '../../../mailbox/subject.ts'
import type { Change } from './field.ts'
import { displayList, headersOf, headText } from './headers.ts'
import { hasAttachments } from './item-fields.ts'

interface MapiProperty {
  read(item: Item): PropertyValue | undefined
  set?(value: PropertyValue | undefined, item: Item): Change
}

const message = (read: (item: Message) => PropertyValue | undefined) => (item: Item) =>
  item.kind === 'message' ? read(item) : undefined
const appointment = (read: (item: Appointment) => PropertyValue | undefined) => (item: Item) =>
  item.kind === 'appointment' ? read(item) : undefined
const contact = (read: (item: Contact) => PropertyValue | undefined) => (item: Item) =>
  item.kind === 'contact' ? read(item) : undefined
const task = (read: (item: Task) => PropertyValue | undefined) => (item: Item) =>
  item.kind === 'task' ? read(item) : undefined

const name = (pick: (item: Message) => Address | undefined) => message((item) => pick(item)?.name)
const smtp = (pick: (item: Message) => Address | undefined) => message((item) => pick(item)?.address)
const email = (index: number, part: 'name' | 'address') => contact(({ emails }) => emails[index]?.[part] || undefined)

const unread = { read: 0x01, unsent: 0x08, hasAttach: 0x10 } as const

const byTag: readonly (readonly [tag: number, property: MapiProperty | MapiProperty['read']])[] = [
  [
    0x0017,
    {
      read: ({ importance }) => importances.indexOf(importance),
      set: (value) => ({ importance: importances[Number(value)] ?? 'normal' }),
    },
  ],
  [0x001a, ({ itemClass }) => itemClass],
  [
    0x0036,
    {
      read: ({ sensitivity }) => sensitivities.indexOf(sensitivity),
      set: (value) => ({ sensitivity: sensitivities[Number(value)] ?? 'normal' }),
    },
  ],
  [0x0037, { read: ({ subject }) => subject, set: (value) => ({ subject: String(value ?? '') }) }],
  [0x0039, message(({ sentAt }) => sentAt)],
  [0x003d, ({ subject }) => splitSubject(subject).prefix],
  [0x0042, name(({ from }) => from)],
  [0x0060, appointment(({ start }) => start)],
  [0x0061, appointment(({ end }) => end)],
  [0x0064, message(({ from }) => from && 'SMTP')],
  [0x0065, smtp(({ from }) => from)],
  [0x0070, ({ subject }) => topicOf(subject)],
  [0x007d, message((item) => headText(item))],
  [0x0c1a, name(({ sender }) => sender)],
  [0x0c1e, message(({ sender }) => sender && 'SMTP')],
  [0x0c1f, smtp(({ sender }) => sender)],
  [0x0e02, message(({ bcc }) => displayList(bcc) ?? '')],
  [0x0e03, message(({ cc }) => displayList(cc) ?? '')],
  [0x0e04, message(({ to }) => displayList(to) ?? '')],
  [
    0x0e06,
    { read: ({ receivedAt }) => receivedAt, set: (value, item) => ({ receivedAt: Number(value ?? item.receivedAt) }) },
  ],
  [
    0x0e07,
    {
      read: (item) =>
        (item.read ? unread.read : 0) |
        (item.kind === 'message' && item.draft ? unread.unsent : 0) |
        (hasAttachments(item) ? unread.hasAttach : 0),
      set: (value, item) => ({
        read: (Number(value) & unread.read) !== 0,
        ...(item.kind === 'message' ? { draft: (Number(value) & unread.unsent) !== 0 } : {}),
      }),
    },
  ],
  [0x0e08, ({ size }) => size],
  [0x0e1b, hasAttachments],
  [0x0e1d, ({ subject }) => topicOf(subject)],
  [0x0e23, ({ articleNumber }) => articleNumber],
  [0x0e69, ({ read }) => read],
  [0x0ff6, ({ id }) => storeIdBytes(id)],
  [0x0ff9, ({ entryId }) => entryId],
  [0x0fff, ({ entryId }) => entryId],
  [0x1000, plainText],
  [0x1013, ({ body }) => (body.type === 'html' ? Buffer.from(body.content) : undefined)],
  [0x1035, message(({ messageId }) => messageId)],
  [0x1039, message(({ references }) => references)],
  [0x1042, message(({ inReplyTo }) => inReplyTo)],
  [
    0x1090,
    {
      read: ({ flag }) => (flag === 'none' ? undefined : flag === 'complete' ? 1 : 2),
      set: (value) => ({ flag: value === 2 ? 'flagged' : value === 1 ? 'complete' : 'none' }),
    },
  ],
  [0x3001, contact(({ displayName }) => displayName)],
  [0x3007, ({ createdAt }) => createdAt],
  [0x3008, ({ modifiedAt }) => modifiedAt],
  [0x300b, ({ entryId }) => entryId.subarray(46, 62)],
  [0x3a06, contact(({ givenName }) => givenName || undefined)],
  [0x3a11, contact(({ surname }) => surname || undefined)],
  [0x3a16, contact(({ company }) => company || undefined)],
  [0x3a17, contact(({ jobTitle }) => jobTitle || undefined)],
  [0x3a44, contact(({ middleName }) => middleName || undefined)],
  [0x5d01, smtp(({ sender }) => sender)],
  [0x5d02, smtp(({ from }) => from)],
  [0x65e0, ({ id }) => storeIdBytes(id)],
  [0x65e2, ({ id, change }) => storeIdBytes({ replica: id.replica, counter: change })],
  [0x67a4, ({ change }) => change],
]

const appointmentSet = (id: number): string => namedKey('Appointment', id)
const common = (id: number): string => namedKey('Common', id)

const byName: readonly (readonly [key: string, property: MapiProperty | MapiProperty['read']])[] = [
  [
    namedKey('PublicStrings', 'Keywords'),
    {
      read: ({ categories }) => (categories.length === 0 ? undefined : categories),
      set: (value) => ({ categories: Array.isArray(value) ? value : [] }),
    },
  ],
  [
    namedKey('PublicStrings', 'urn:schemas:calendar:instancetype'),
    appointment(({ recurrence }) => (recurrence === undefined ? 0 : 1)),
  ],
  [namedKey('PublicStrings', 'urn:schemas:httpmail:subject'), ({ subject }) => subject],
  [appointmentSet(0x8205), appointment(({ busyStatus }) => busyStatuses.indexOf(busyStatus))],
  [appointmentSet(0x8208), appointment(({ location }) => location)],
  [appointmentSet(0x820d), appointment(({ start }) => start)],
  [appointmentSet(0x820e), appointment(({ end }) => end)],
  [appointmentSet(0x8213), appointment(({ start, end }) => Math.round((end - start) / 60_000))],
  [appointmentSet(0x8215), appointment(({ allDay }) => allDay)],
  [appointmentSet(0x8223), appointment(({ recurrence }) => recurrence !== undefined)],
  [appointmentSet(0x8234), appointment(({ timeZone }) => timeZone)],
  [common(0x8503), appointment(({ reminderMinutes }) => reminderMinutes !== undefined)],
  [common(0x8501), appointment(({ reminderMinutes }) => reminderMinutes)],
  [common(0x8506), ({ sensitivity }) => sensitivity === 'private' || sensitivity === 'confidential'],
  [common(0x8516), appointment(({ start }) => start)],
  [common(0x8517), appointment(({ end }) => end)],
  [
    namedKey('Task', 0x8101),
    task(({ percentComplete }) => (percentComplete === 100 ? 2 : percentComplete > 0 ? 1 : 0)),
  ],
  [namedKey('Task', 0x8102), task(({ percentComplete }) => percentComplete / 100)],
  [namedKey('Task', 0x8104), task(({ start }) => start)],
  [namedKey('Task', 0x8105), task(({ due }) => due)],
  [namedKey('Task', 0x810f), task(({ completedAt }) => completedAt)],
  [namedKey('Task', 0x811c), task(({ percentComplete }) => percentComplete === 100)],
  [namedKey('Address', 0x8005), contact(({ fileAs }) => fileAs)],
  ...[0x8080, 0x8090, 0x80a0].flatMap((first, index): [string, MapiProperty['read']][] => [
    [namedKey('Address', first), email(index, 'name')],
    [namedKey('Address', first + 2), contact(({ emails }) => (emails[index] === undefined ? undefined : 'SMTP'))],
    [namedKey('Address', first + 3), email(index, 'address')],
    [namedKey('Address', first + 4), email(index, 'address')],
  ]),
  [namedKey('Meeting', 0x0003), appointment(({ uid }) => globalObjectId(uid))],
  [namedKey('Meeting', 0x0023), appointment(({ uid }) => globalObjectId(uid))],
]

const properties: ReadonlyMap<string, MapiProperty> = new Map(
  [...byTag.map(([tag, property]) => [tagKey(tag), property] as const), ...byName].map(([key, property]) => [
    key,
    typeof property === 'function' ? { read: property } : property,
  ]),
)

/** The value of a MAPI property; undefined when the item does not have it. */
export function mapiProperty(item: Item, key: string): PropertyValue | undefined {
  const known = properties.get(key)?.read(item)
  if (known !== undefined) return known
  const kept = item.properties.get(key)
  if (kept !== undefined || item.kind !== 'message' || !key.startsWith('InternetHeaders:')) return kept
  const header = key.slice('InternetHeaders:'.length)
  return headersOf(item).find(([given]) => given.toLowerCase() === header)?.[1]
}

/** What setting a MAPI property changes; `undefined` takes it away. */
export function setMapiProperty(item: Item, key: string, value: PropertyValue | undefined): Change {
  const known = properties.get(key)?.set?.(value, item)
  if (known !== undefined) return known
  const changed = new Map(item.properties)
  if (value === undefined) changed.delete(key)
  else changed.set(key, value)
  return { properties: changed }
}

/** PidLidGlobalObjectId around an iCalendar UID ([MS-OXOCAL] 2.2.1.27), of the kind for UIDs from elsewhere. */
function globalObjectId(uid: string): Buffer {
  const head = Buffer.concat([guidBytes('00000004-0082-00e0-74c5-b7101a82e008')])
  const data = Buffer.concat([Buffer.from('vCal-Uid\x01\0\0\0', 'latin1'), Buffer.from(`${uid}\0`)])
  const size = Buffer.alloc(4)
  size.writeUInt32LE(data.length)
  return Buffer.concat([head, Buffer.alloc(20), size, data])
}
