// An item as it travels: all that it says, and nothing that belongs to the place where it lay. The other end carries it as
// it is and looks at nothing but class and size.

import * as z from 'zod'
import { isCalendarTime } from '../../mailbox/calendar-years.ts'
import {
  appointment,
  attendeeResponses,
  attendeeRoles,
  busyStatuses,
  contact,
  distributionList,
  type ItemContent,
  importances,
  message,
  type OccurrenceChange,
  sensitivities,
  task,
} from '../../mailbox/item.ts'
import { MrsFault } from './errors.ts'

const bytes = z.strictObject({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, 'base64'))
const text = z.string()
/** A time that items can have: in milliseconds since 1970, as all of them. */
export const instant = z.number().refine(isCalendarTime)
const address = z.strictObject({ name: text, address: text })
const propertyValue = z.union([
  text,
  z.number(),
  z.boolean(),
  z.array(text),
  z.array(z.number()),
  z.array(bytes),
  bytes,
])
const pairs = <Value>(value: z.ZodType<Value>) =>
  z
    .strictObject({ map: z.array(z.strictObject({ key: text, value })) })
    .transform(({ map }) => new Map(map.map((pair) => [pair.key, pair.value as Value])))

const common = {
  itemClass: text,
  subject: text,
  body: z.strictObject({ type: z.enum(['text', 'html']), content: text, plain: text.exactOptional() }),
  importance: z.enum(importances),
  sensitivity: z.enum(sensitivities),
  categories: z.array(text),
  attachments: z.array(
    z.strictObject({
      name: text,
      contentType: text,
      content: bytes,
      contentId: text.exactOptional(),
      inline: z.boolean(),
      item: bytes.exactOptional(),
    }),
  ),
  flag: z.enum(['none', 'flagged', 'complete']),
  properties: pairs(propertyValue),
}

const attendees = z.array(
  address.extend({
    role: z.enum(attendeeRoles),
    response: z.enum(attendeeResponses),
  }),
)

/** What can differ at one time of a recurring appointment. */
const { itemClass: _, ...differing } = common
const occurrence = {
  ...differing,
  start: instant,
  end: instant,
  allDay: z.boolean(),
  location: text,
  busyStatus: z.enum(busyStatuses),
  attendees,
}

/** What is undefined is left out on the way. */
const orNothing = <Value extends z.ZodType>(value: Value) => value.optional()

/** An occurrence without a reminder says so; one that says nothing has that of its series. */
const ownReminder = z
  .number()
  .nullable()
  .transform((minutes) => minutes ?? undefined)

const modifications = z
  .strictObject({
    map: z.array(
      z.strictObject({
        key: instant,
        value: z.strictObject({ ...occurrence, reminderMinutes: ownReminder }).partial(),
      }),
    ),
  })
  // A value that is not there is the series' own.
  .transform(({ map }) => new Map(map.map(({ key, value }) => [key, value as OccurrenceChange])))

const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('message'),
    ...common,
    from: orNothing(address),
    sender: orNothing(address),
    to: z.array(address),
    cc: z.array(address),
    bcc: z.array(address),
    replyTo: z.array(address),
    sentAt: orNothing(instant),
    draft: z.boolean(),
    messageId: orNothing(text),
    inReplyTo: orNothing(text),
    references: orNothing(text),
    mime: orNothing(bytes),
  }),
  z.strictObject({
    kind: z.literal('appointment'),
    ...common,
    ...occurrence,
    organizer: orNothing(address),
    uid: text,
    recurrence: orNothing(text),
    deletedOccurrences: z.array(instant),
    modifiedOccurrences: modifications,
    timeZone: text,
    reminderMinutes: orNothing(z.number()),
  }),
  z.strictObject({
    kind: z.literal('contact'),
    ...common,
    displayName: text,
    fileAs: text,
    givenName: text,
    middleName: text,
    surname: text,
    company: text,
    jobTitle: text,
    emails: z.array(address),
    phones: pairs(text),
  }),
  z.strictObject({
    kind: z.literal('distribution-list'),
    ...common,
    displayName: text,
    fileAs: text,
    members: z.array(address),
  }),
  z.strictObject({
    kind: z.literal('task'),
    ...common,
    start: orNothing(instant),
    due: orNothing(instant),
    percentComplete: z.number(),
    completedAt: orNothing(instant),
  }),
])

const stored = new Set<string>([
  'id',
  'entryId',
  'folder',
  'articleNumber',
  'receivedAt',
  'createdAt',
  'createdBy',
  'modifiedAt',
  'read',
  'size',
  'createdChange',
  'contentChange',
  'change',
])

/** The content of an item in the form that travels. */
export function encodeContent(item: ItemContent): Buffer {
  const content = Object.entries(item).filter(([name]) => !stored.has(name))
  return Buffer.from(
    JSON.stringify(Object.fromEntries(content), function (this: Record<string, unknown>, name, value: unknown) {
      // Buffers have become JSON of their own when they come here; what they were is still in the holder.
      const original = this[name]
      if (Buffer.isBuffer(original)) return { base64: original.toString('base64') }
      if (original instanceof Map)
        return { map: [...original].map(([key, held]) => ({ key, value: travelling(held) })) }
      return value
    }),
  )
}

/** JSON has no members that are undefined, which some of what differs at an occurrence are. */
function travelling(held: unknown): unknown {
  const isOff = typeof held === 'object' && held !== null && 'reminderMinutes' in held
  return isOff ? { ...held, reminderMinutes: held.reminderMinutes ?? null } : held
}

/** @throws MrsFault ItemCorrupt for bytes that hold no item. */
export function decodeContent(content: Buffer): ItemContent {
  let json: unknown
  try {
    json = JSON.parse(content.toString('utf8'))
  } catch {
    throw new MrsFault('ItemCorrupt', 'The item cannot be read.')
  }
  const result = schema.safeParse(json)
  if (result.success) return whole(result.data)
  throw new MrsFault(
    'ItemCorrupt',
    `The item cannot be read: ${result.error.issues[0]?.path.join('.') ?? 'it is none'}.`,
  )
}

/** With all that was left out on the way as undefined. */
function whole(content: z.output<typeof schema>): ItemContent {
  switch (content.kind) {
    case 'message':
      return message(content)
    case 'appointment':
      return appointment(content)
    case 'contact':
      return contact(content)
    case 'distribution-list':
      return distributionList(content)
    case 'task':
      return task(content)
  }
}
