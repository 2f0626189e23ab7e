// What messages about meetings have beside a message's own properties (MeetingMessageType, MeetingRequestMessageType), in
// the order of the schema.

import { lookupTable } from '../../../../base/lookup-table.ts'
import { receivedFor } from '../../../mailbox/delegated-meetings.ts'
import type { Item, Message } from '../../../mailbox/item.ts'
import { intendedBusyStatus } from '../../../mailbox/mapi/meeting-content.ts'
import { meetingKeys } from '../../../mailbox/mapi/message-properties.ts'
import { meetingAbout } from '../../../mailbox/meeting-lookup.ts'
import { isOutOfDate, meetingRequestType } from '../../../mailbox/meeting-request-type.ts'
import { markup } from '../../../xml/markup.ts'
import { mailboxElement } from '../addresses.ts'
import { ewsId, itemChangeKey } from '../item-id.ts'
import { busyStatuses } from '../values.ts'
import { calendarFields } from './calendar-fields.ts'
import { type Field, plain } from './field.ts'

/** Whether a message is about a meeting: a request, an answer or a cancellation. */
export function isMeetingMessage({ kind, itemClass }: Item): boolean {
  return kind === 'message' && itemClass.startsWith('IPM.Schedule.Meeting')
}

const answers = lookupTable<string>({ Pos: 'Accept', Tent: 'Tentative', Neg: 'Decline' })

function responseType({ itemClass }: Message): string {
  return answers[/\.Resp\.(\w+)$/.exec(itemClass)?.[1] ?? ''] ?? 'NoResponseReceived'
}

const isRequest = ({ itemClass }: Message): boolean => itemClass.endsWith('.Request')

/** A property of the meeting that a message is about, as it stands in the calendar of whoever has the message. */
function ofMeeting(uri: string, only: (item: Message) => boolean = () => true): Field<Message> {
  const field = calendarFields.find((one) => one.uri === uri)
  if (field === undefined) throw new TypeError(`There is no property ${uri} of appointments.`)
  return {
    uri,
    element: field.element,
    shown: 'all',
    detail: true,
    write(item, scope) {
      const meeting = only(item) ? meetingAbout(scope.mailbox, item) : undefined
      return meeting && field.write(meeting, scope)
    },
  }
}

/** MeetingRequestTypeType. */
const requestTypes = {
  new: 'NewMeetingRequest',
  update: 'FullUpdate',
  outdated: 'Outdated',
  copy: 'PrincipalWantsCopy',
} as const

export const meetingFields: readonly Field<Message>[] = [
  {
    uri: 'meeting:AssociatedCalendarItemId',
    element: 'AssociatedCalendarItemId',
    shown: 'all',
    detail: true,
    write(item, { mailbox }) {
      const meeting = meetingAbout(mailbox, item)
      if (meeting === undefined) return undefined
      return markup`<t:AssociatedCalendarItemId Id="${ewsId(mailbox, meeting)}" ChangeKey="${itemChangeKey(meeting)}"/>`
    },
  },
  plain('meeting:IsDelegated', 'boolean', (item) => receivedFor(item) !== undefined),
  {
    uri: 'meeting:IsOutOfDate',
    element: 'IsOutOfDate',
    shown: 'all',
    type: 'boolean',
    write: (item, { mailbox }) => markup`<t:IsOutOfDate>${isOutOfDate(mailbox, item)}</t:IsOutOfDate>`,
  },
  plain('meeting:HasBeenProcessed', 'boolean', () => true),
  plain('meeting:ResponseType', 'text', responseType),
  plain('calendar:UID', 'text', ({ properties }) => properties.get(meetingKeys.uid)),
  plain('calendar:RecurrenceId', 'instant', ({ properties }) => properties.get(meetingKeys.occurrence)),
  {
    uri: 'meetingRequest:MeetingRequestType',
    element: 'MeetingRequestType',
    shown: 'all',
    type: 'text',
    write(item, { mailbox }) {
      if (!isRequest(item)) return undefined
      return markup`<t:MeetingRequestType>${requestTypes[meetingRequestType(mailbox, item)]}</t:MeetingRequestType>`
    },
  },
  plain('meetingRequest:IntendedFreeBusyStatus', 'text', (item) =>
    isRequest(item) ? busyStatuses[intendedBusyStatus(item)] : undefined,
  ),
  plain('calendar:Start', 'instant', ({ properties }) => properties.get(meetingKeys.start), { shown: 'default' }),
  plain('calendar:End', 'instant', ({ properties }) => properties.get(meetingKeys.end), { shown: 'default' }),
  ofMeeting('calendar:IsAllDayEvent', isRequest),
  ofMeeting('calendar:LegacyFreeBusyStatus', isRequest),
  plain('calendar:Location', 'text', ({ properties }) => properties.get(meetingKeys.location) || undefined, {
    shown: 'default',
  }),
  ofMeeting('calendar:IsMeeting', isRequest),
  ofMeeting('calendar:IsCancelled', isRequest),
  ofMeeting('calendar:IsRecurring', isRequest),
  ofMeeting('calendar:CalendarItemType'),
  ofMeeting('calendar:MyResponseType', isRequest),
  {
    uri: 'calendar:Organizer',
    element: 'Organizer',
    shown: 'all',
    write(item) {
      const from = isRequest(item) ? item.from : undefined
      return from && markup`<t:Organizer>${mailboxElement(from)}</t:Organizer>`
    },
  },
  ofMeeting('calendar:RequiredAttendees', isRequest),
  ofMeeting('calendar:OptionalAttendees', isRequest),
  ofMeeting('calendar:Resources', isRequest),
  ofMeeting('calendar:Duration', isRequest),
  ofMeeting('calendar:TimeZone', isRequest),
  ofMeeting('calendar:AppointmentSequenceNumber', isRequest),
  ofMeeting('calendar:AppointmentState', isRequest),
  ofMeeting('calendar:Recurrence'),
  ofMeeting('calendar:FirstOccurrence', isRequest),
  ofMeeting('calendar:LastOccurrence', isRequest),
  ofMeeting('calendar:ModifiedOccurrences', isRequest),
  ofMeeting('calendar:DeletedOccurrences', isRequest),
  { ...ofMeeting('calendar:StartTimeZone', isRequest), since: 2010 },
  { ...ofMeeting('calendar:EndTimeZone', isRequest), since: 2010 },
  ...(['proposedStart', 'proposedEnd'] as const).map((key) => {
    const uri = key === 'proposedStart' ? 'meeting:ProposedStart' : 'meeting:ProposedEnd'
    return plain<Message>(uri, 'instant', ({ properties }) => properties.get(meetingKeys[key]), { since: 2013 })
  }),
]
