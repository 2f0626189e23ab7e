import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { childOf, childrenOf, descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { type BusyTime, busyTimes, mergedFreeBusy } from '../availability/free-busy.ts'
import {
  readTimeZone,
  type SerializableTimeZone,
  timeZoneElement,
  toInstant,
  toLocal,
  utc,
} from '../availability/serializable-time-zone.ts'
import { readSuggestionOptions, suggestionDays } from '../availability/suggestions.ts'
import { messageElement } from '../envelope.ts'
import { EwsError, EwsFault } from '../errors.ts'
import { ewsId } from '../item-id.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { type EwsCall, type EwsOperation, refusal, requiredChild, success } from '../operation.ts'
import { busyStatuses } from '../values.ts'

/** Mailboxes of one request, and days of its time window: Exchange 2013's limits. */
const mostMailboxes = 100
const mostDays = 62

/** What each requested view holds. */
const views = {
  MergedOnly: { merged: true, events: false, details: false, without: 'MergedOnly' },
  FreeBusy: { merged: false, events: true, details: false, without: 'FreeBusy' },
  FreeBusyMerged: { merged: true, events: true, details: false, without: 'FreeBusyMerged' },
  Detailed: { merged: false, events: true, details: true, without: 'FreeBusy' },
  DetailedMerged: { merged: true, events: true, details: true, without: 'FreeBusyMerged' },
} as const
type View = keyof typeof views

interface Asked {
  readonly zone: SerializableTimeZone
  /** Milliseconds since 1970. */
  readonly from: number
  readonly until: number
  /** Minutes. */
  readonly interval: number
  readonly view: View
  /** When somebody is busy in that time. */
  readonly timesOf: (mailbox: Mailbox) => readonly BusyTime[]
}

/** What is found out of each mailbox once, however often a request names it. */
function once<Value>(find: (mailbox: Mailbox) => Value): (mailbox: Mailbox) => Value {
  const known = new Map<Mailbox, Value>()
  return (mailbox) => {
    const value = known.get(mailbox) ?? find(mailbox)
    known.set(mailbox, value)
    return value
  }
}

/**
 * When people are free ([MS-OXWAVLS]). Everybody may see when others are busy, and nobody but the owner what with: that
 * is the default permission of a calendar.
 */
export const getUserAvailability: EwsOperation = {
  name: 'GetUserAvailabilityRequest',
  answersAs: 'GetUserAvailability',
  run(request, call) {
    const given = readRequest(request)
    const list = requiredChild(request, messagesNamespace, 'MailboxDataArray')
    const mailboxes = childrenOf(list, typesNamespace, 'MailboxData')
    if (mailboxes.length === 0) throw new EwsFault('ErrorIdentityArrayEmpty', 'The mailbox data array is empty.')
    if (mailboxes.length > mostMailboxes) {
      throw new EwsFault('ErrorIdentityArrayTooBig', `The mailbox data array has more than ${mostMailboxes} mailboxes.`)
    }
    const asked: Asked = { ...given, timesOf: once((mailbox) => busyTimes(mailbox, given.from, given.until)) }
    const suggestions = childOf(request, typesNamespace, 'SuggestionsViewOptions')
    return markup`<m:FreeBusyResponseArray>${mailboxes.map((data) => responseFor(data, asked, call))}</m:FreeBusyResponseArray>${
      suggestions === undefined ? undefined : suggestionsElement(suggestions, mailboxes, asked, call)
    }`
  },
}

function suggestionsElement(
  element: Element,
  mailboxes: readonly Element[],
  { zone }: Asked,
  { store }: EwsCall,
): Markup {
  const options = readSuggestionOptions(element, readLocal)
  const [from, until] = [toInstant(options.from, zone), toInstant(options.until, zone)]
  const timesOf = once((mailbox) => busyTimes(mailbox, from, until).map((one) => onClock(one, zone)))
  const calendars = mailboxes.map((data) => {
    const mailbox = store.byAddress(addressOf(data))
    return mailbox && timesOf(mailbox)
  })
  const days = suggestionDays(options, calendars, busyStatuses)
  return markup`<m:SuggestionsResponse>${messageElement('ResponseMessage', success(markup``))}${days}</m:SuggestionsResponse>`
}

function onClock(time: BusyTime, zone: SerializableTimeZone): BusyTime {
  return { ...time, start: toLocal(time.start, zone), end: toLocal(time.end, zone) }
}

function addressOf(data: Element): string {
  return textOf(descendantOf(data, typesNamespace, 'Email', 'Address')) ?? ''
}

function readRequest(request: Element): Omit<Asked, 'timesOf'> {
  const zoneElement = childOf(request, typesNamespace, 'TimeZone')
  const zone = zoneElement === undefined ? utc : readTimeZone(zoneElement)
  const options = requiredChild(request, typesNamespace, 'FreeBusyViewOptions')
  const text = (...path: readonly string[]): string | undefined =>
    textOf(descendantOf(options, typesNamespace, ...path))
  const from = toInstant(readLocal(text('TimeWindow', 'StartTime')), zone)
  const until = toInstant(readLocal(text('TimeWindow', 'EndTime')), zone)
  if (from >= until) throw new EwsFault('ErrorInvalidTimeInterval', 'The start time is not before the end time.')
  if (until - from > mostDays * 86_400_000) {
    throw new EwsFault('ErrorTimeIntervalTooBig', `The time window is longer than ${mostDays} days.`)
  }
  const intervalText = text('MergedFreeBusyIntervalInMinutes') ?? '30'
  const interval = /^\d{1,4}$/.test(intervalText) ? Number(intervalText) : 0
  if (interval < 5 || interval > 1_440) {
    throw new EwsFault('ErrorInvalidMergedFreeBusyInterval', 'The interval must be from 5 to 1440 minutes.')
  }
  return { zone, from, until, interval, view: readView(text('RequestedView') ?? 'FreeBusyMerged') }
}

function readView(text: string): View {
  // Any list of the names is valid XML; the fullest of them is meant.
  const names = text.split(/\s+/)
  const order: readonly View[] = ['DetailedMerged', 'Detailed', 'FreeBusyMerged', 'FreeBusy', 'MergedOnly']
  const view = order.find((name) => names.includes(name))
  if (view === undefined) throw new EwsFault('ErrorInvalidFreeBusyViewType', 'The requested view is invalid.')
  return view
}

/** A time of the request, as if it were UTC: the request's own zone says what it means. */
function readLocal(text: string | undefined): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text ?? '')
  const local = Date.parse(`${match?.[1] ?? ''}Z`)
  if (Number.isNaN(local)) throw new EwsFault('ErrorInvalidTimeInterval', 'The time window is invalid.')
  return local
}

function responseFor(data: Element, asked: Asked, call: EwsCall): Markup {
  const address = addressOf(data)
  const mailbox = call.store.byAddress(address)
  if (mailbox === undefined) {
    const error = new EwsError(
      'ErrorMailRecipientNotFound',
      `Unable to resolve e-mail address <${address.slice(0, 320)}> to an Active Directory object.`,
    )
    return markup`<m:FreeBusyResponse>${messageElement('ResponseMessage', refusal(error))}<m:FreeBusyView><t:FreeBusyViewType>None</t:FreeBusyViewType></m:FreeBusyView></m:FreeBusyResponse>`
  }
  return markup`<m:FreeBusyResponse>${messageElement('ResponseMessage', success(markup``))}${view(mailbox, asked, call)}</m:FreeBusyResponse>`
}

function view(mailbox: Mailbox, asked: Asked, call: EwsCall): Markup {
  const { from, until, interval, zone, timesOf } = asked
  const name = mailbox === call.mailbox ? asked.view : views[asked.view].without
  const { merged, events, details } = views[name]
  const times = timesOf(mailbox)
  const list = events && times.map((time) => calendarEvent(time, zone, details ? mailbox : undefined))
  return markup`<m:FreeBusyView><t:FreeBusyViewType>${name}</t:FreeBusyViewType>${
    merged ? markup`<t:MergedFreeBusy>${mergedFreeBusy(times, from, until, interval)}</t:MergedFreeBusy>` : undefined
  }${
    list === false || list.length === 0 ? undefined : markup`<t:CalendarEventArray>${list}</t:CalendarEventArray>`
  }${workingHours}</m:FreeBusyView>`
}

/** @param owner whose calendar it is, when details may be told */
function calendarEvent(
  { start, end, status, item }: BusyTime,
  zone: SerializableTimeZone,
  owner: Mailbox | undefined,
): Markup {
  const local = (instant: number): string => new Date(toLocal(instant, zone)).toISOString().slice(0, 19)
  const details = owner && [
    markup`<t:ID>${Buffer.from(ewsId(owner, item), 'base64').toString('hex').toUpperCase()}</t:ID>`,
    markup`<t:Subject>${item.subject}</t:Subject><t:Location>${item.location}</t:Location>`,
    markup`<t:IsMeeting>${item.attendees.length > 0}</t:IsMeeting>`,
    markup`<t:IsRecurring>${item.recurrence !== undefined}</t:IsRecurring><t:IsException>false</t:IsException>`,
    markup`<t:IsReminderSet>${item.reminderMinutes !== undefined}</t:IsReminderSet>`,
    markup`<t:IsPrivate>${item.sensitivity === 'private'}</t:IsPrivate>`,
  ]
  return markup`<t:CalendarEvent><t:StartTime>${local(start)}</t:StartTime><t:EndTime>${local(end)}</t:EndTime><t:BusyType>${
    busyStatuses[status]
  }</t:BusyType>${details && markup`<t:CalendarEventDetails>${details}</t:CalendarEventDetails>`}</t:CalendarEvent>`
}

/** Eight to five, Monday to Friday: what a mailbox has until its owner says otherwise. */
const workingHours = markup`<t:WorkingHours>${timeZoneElement(utc)}<t:WorkingPeriodArray><t:WorkingPeriod><t:DayOfWeek>Monday Tuesday Wednesday Thursday Friday</t:DayOfWeek><t:StartTimeInMinutes>480</t:StartTimeInMinutes><t:EndTimeInMinutes>1020</t:EndTimeInMinutes></t:WorkingPeriod></t:WorkingPeriodArray></t:WorkingHours>`
