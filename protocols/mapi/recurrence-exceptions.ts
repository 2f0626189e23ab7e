// Changed occurrences within PidLidAppointmentRecur: ExceptionInfo and ExtendedException ([MS-OXOCAL] 2.2.1.44.2 to
// 2.2.1.44.5). Fields and their order are verified with the examples of 4.1.1.2, 4.1.1.3 and 4.1.1.6, which are tests, and
// with the pages of these sections; that AppointmentColor is there only with its flag is from Microsoft's answer to a reader.

import type { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

/** OverrideFlags: which fields follow, except for the last, which is about the embedded message. */
const overrides = {
  subject: 0x0001,
  meetingType: 0x0002,
  reminderDelta: 0x0004,
  reminder: 0x0008,
  location: 0x0010,
  busyStatus: 0x0020,
  attachment: 0x0040,
  subType: 0x0080,
  color: 0x0100,
  body: 0x0200,
} as const

/** From this WriterVersion2 on exceptions have a ChangeHighlight. */
const highlightVersion = 0x3009
/** Bytes of an exception at least: three times and the flags, then the size of a reserved block. */
const leastLength = 18
/** The last minute that the format knows, in 4500. */
export const lastMinute = 0x5ae9_80df
/** UTF-16 units of a subject or location at most: a count of two bytes counts a zero too. */
export const longestText = 0xfffe

/** An occurrence with what is told of it alone. Times are minutes since 1601 on the clock of the appointment's zone. */
export interface RecurrenceException {
  readonly start: number
  readonly end: number
  /** Start as the pattern has it. */
  readonly original: number
  /** Of `longestText` at most, and so is the location. */
  readonly subject?: string
  /** PidLidAppointmentStateFlags. */
  readonly meetingType?: number
  /** Minutes. */
  readonly reminderDelta?: number
  readonly reminderSet?: boolean
  readonly location?: string
  /** PidLidBusyStatus. */
  readonly busyStatus?: number
  readonly hasAttachments?: boolean
  readonly allDay?: boolean
  /** A body of its own is in the embedded message of the exception. */
  readonly hasBody: boolean
}

/** Fields that stand in the first structure, with the flags that say which those are. */
interface Info {
  readonly flags: number
  readonly exception: Omit<RecurrenceException, 'subject' | 'location'>
}

/**
 * All that follows the times of the series.
 * @param writerVersion WriterVersion2
 * @param modified how many there must be
 * @throws ProtocolSyntaxError for what is missing, times after 4500 and ends before beginnings
 */
export function readExceptions(reader: ByteReader, writerVersion: number, modified: number): RecurrenceException[] {
  const count = reader.u16('the count of exceptions')
  if (count * leastLength > reader.left) {
    throw reader.error(`${count} exceptions cannot stand in ${reader.left} bytes`)
  }
  if (count !== modified) throw reader.error(`there are ${count} exceptions, but ${modified} modified dates`)
  const infos = Array.from({ length: count }, () => readInfo(reader))
  skipBlock(reader, 'a reserved block')
  const exceptions = infos.map(({ flags, exception }) => ({
    ...exception,
    ...readExtended(reader, flags, writerVersion),
  }))
  skipBlock(reader, 'a reserved block')
  return exceptions
}

function readInfo(reader: ByteReader): Info {
  const start = readTime(reader, 'the start of an exception')
  const end = readTime(reader, 'the end of an exception')
  if (end < start) throw reader.error('an exception ends before it begins')
  const original = readTime(reader, 'the original start of an exception')
  const flags = reader.u16('the flags of an exception')
  const has = (flag: keyof typeof overrides): boolean => (flags & overrides[flag]) !== 0
  // Fields follow one another in the order of their flags. Of texts the copy in Unicode counts, which comes later.
  if (has('subject')) skipOldText(reader, 'a subject')
  const state = has('meetingType') ? { meetingType: reader.u32('a meeting type') } : {}
  const delta = has('reminderDelta') ? { reminderDelta: reader.i32('the minutes of a reminder') } : {}
  const reminder = has('reminder') ? { reminderSet: reader.u32('a reminder') !== 0 } : {}
  if (has('location')) skipOldText(reader, 'a location')
  const busy = has('busyStatus') ? { busyStatus: reader.u32('a busy status') } : {}
  const attachments = has('attachment') ? { hasAttachments: reader.u32('a mark for attachments') !== 0 } : {}
  const allDay = has('subType') ? { allDay: reader.u32('a mark for whole days') !== 0 } : {}
  if (has('color')) reader.u32('a colour')
  const times = { start, end, original }
  const exception = { ...times, ...state, ...delta, ...reminder, ...busy, ...attachments, ...allDay }
  return { flags, exception: { ...exception, hasBody: has('body') } }
}

/** Minutes since 1601. @throws ProtocolSyntaxError after 4500 */
export function readTime(reader: ByteReader, what: string): number {
  const minutes = reader.u32(what)
  if (minutes > lastMinute) throw reader.error(`${what} is after the last day of the calendar, in 4500`)
  return minutes
}

function readExtended(
  reader: ByteReader,
  flags: number,
  writerVersion: number,
): Pick<RecurrenceException, 'subject' | 'location'> {
  if (writerVersion >= highlightVersion) skipBlock(reader, 'a highlight')
  skipBlock(reader, 'a reserved block')
  if ((flags & (overrides.subject | overrides.location)) === 0) return {}
  reader.take(12, 'the times of an exception again')
  const subject = (flags & overrides.subject) === 0 ? {} : { subject: readText(reader, 'a subject') }
  const location = (flags & overrides.location) === 0 ? {} : { location: readText(reader, 'a location') }
  skipBlock(reader, 'a reserved block')
  return { ...subject, ...location }
}

function skipBlock(reader: ByteReader, what: string): void {
  reader.take(reader.u32(`the size of ${what}`), what)
}

/** A text in an 8-bit code page that nothing names. Its first length counts a zero that is not there. */
function skipOldText(reader: ByteReader, what: string): void {
  reader.u16(`the length of ${what} with its zero`)
  reader.take(reader.u16(`the length of ${what}`), what)
}

function readText(reader: ByteReader, what: string): string {
  return reader.take(2 * reader.u16(`the length of ${what}`), what).toString('utf16le')
}

/** The counterpart, as of writer version 0x3009. */
export function writeExceptions(writer: ByteWriter, exceptions: readonly RecurrenceException[]): void {
  writer.u16(exceptions.length)
  for (const exception of exceptions) writer.put(info(exception))
  writer.u32(0)
  for (const exception of exceptions) writer.put(extended(exception))
  writer.u32(0)
}

function info(exception: RecurrenceException): Buffer {
  const { subject, meetingType, reminderDelta, reminderSet, location, busyStatus, hasAttachments, allDay } = exception
  const fields: readonly (readonly [flag: keyof typeof overrides, value: number | boolean | string | undefined])[] = [
    ['subject', subject],
    ['meetingType', meetingType],
    ['reminderDelta', reminderDelta],
    ['reminder', reminderSet],
    ['location', location],
    ['busyStatus', busyStatus],
    ['attachment', hasAttachments],
    ['subType', allDay],
  ]
  const present = fields.filter(([, value]) => value !== undefined)
  const flags = present.reduce((all, [flag]) => all | overrides[flag], exception.hasBody ? overrides.body : 0)
  const writer = times(exception).u16(flags)
  for (const [, value] of present) {
    if (typeof value === 'string')
      writer
        .u16(value.length + 1)
        .u16(value.length)
        .put(oldText(value))
    else writer.u32(Number(value))
  }
  return writer.end()
}

function times({ start, end, original }: RecurrenceException): ByteWriter {
  return new ByteWriter().u32(start).u32(end).u32(original)
}

/** A byte for each unit of a text. */
function oldText(text: string): Buffer {
  return Buffer.from(text.replace(/[^\0-\xff]/g, '?'), 'latin1')
}

function extended(exception: RecurrenceException): Buffer {
  const { subject, location } = exception
  // A highlight of nothing, four bytes long, and an empty block.
  const writer = new ByteWriter().u32(4).u32(0).u32(0)
  if (subject === undefined && location === undefined) return writer.end()
  writer.put(times(exception).end())
  for (const text of [subject, location]) {
    if (text !== undefined) writer.u16(text.length).put(Buffer.from(text, 'utf16le'))
  }
  return writer.u32(0).end()
}
