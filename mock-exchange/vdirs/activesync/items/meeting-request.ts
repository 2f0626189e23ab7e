// The MeetingRequest element of a message about a meeting ([MS-ASEMAIL] 2.2.2.48; order and values as recalled).

import { tagsOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { busyStatuses, type Message, sensitivities } from '../../../mailbox/item.ts'
import { globalObjectId } from '../../../mailbox/mapi/global-object-id.ts'
import { meetingOf } from '../../../mailbox/mapi/meeting-content.ts'
import { meetingClass } from '../../../mailbox/meeting-class.ts'
import { meetingRequestType } from '../../../mailbox/meeting-request-type.ts'
import { ruleInCalendar } from '../../../mailbox/rule-end.ts'
import type { WriteSetup } from './item-class.ts'
import { recurrenceElement } from './recurrence.ts'
import { addressText, clean, dateText } from './values.ts'
import { utcZone } from './zone.ts'

const email = tagsOf('Email')
const email2 = tagsOf('Email2')

/** InstanceType: a single meeting, a series, or one occurrence of a series. */
const instanceTypes = { single: '0', series: '1', occurrence: '2' } as const
/** MeetingMessageType of 14.1: a cancellation has none. */
const messageTypes = { new: '1', update: '2', outdated: '4', copy: '5' } as const

/** What a request or a cancellation says of its meeting; nothing for answers and for messages that do not say when it is. */
export function meetingRequestElements(message: Message, { version, mailbox }: WriteSetup): WbxmlElement[] {
  const said = meetingClass(message)
  const meeting = meetingOf(message, message.receivedAt)
  if (said === undefined || said.method === 'REPLY' || meeting === undefined) return []
  const { organizer, location, recurrence, reminderMinutes, start, originalStart } = meeting
  const rule = recurrence === undefined ? undefined : ruleInCalendar(recurrence, meeting.timeZone, false)
  const repeated = rule === undefined ? undefined : recurrenceElement(rule, start, 'Email')
  const instance = originalStart === undefined ? (repeated === undefined ? 'single' : 'series') : 'occurrence'
  const isRequest = said.method === 'REQUEST'
  return [
    email(
      'MeetingRequest',
      email('AllDayEvent', meeting.allDay ? '1' : '0'),
      email('StartTime', dateText(start)),
      email('DtStamp', dateText(message.sentAt ?? message.receivedAt)),
      email('EndTime', dateText(meeting.end)),
      email('InstanceType', instanceTypes[instance]),
      ...(location === '' ? [] : [email('Location', clean(location))]),
      ...(organizer === undefined ? [] : [email('Organizer', clean(addressText(organizer)))]),
      ...(originalStart === undefined ? [] : [email('RecurrenceId', dateText(originalStart))]),
      ...(reminderMinutes === undefined ? [] : [email('Reminder', String(reminderMinutes))]),
      email('ResponseRequested', isRequest ? '1' : '0'),
      ...(repeated === undefined ? [] : [email('Recurrences', repeated)]),
      email('Sensitivity', String(sensitivities.indexOf(meeting.sensitivity))),
      email('BusyStatus', String(busyStatuses.indexOf(meeting.busyStatus))),
      email('TimeZone', utcZone),
      email('GlobalObjId', globalObjectId(meeting.uid).toString('base64')),
      ...(version < 140 ? [] : [email('DisallowNewTimeProposal', '0')]),
      ...(version < 141
        ? []
        : [email2('MeetingMessageType', isRequest ? messageTypes[meetingRequestType(mailbox, message)] : '0')]),
    ),
  ]
}
