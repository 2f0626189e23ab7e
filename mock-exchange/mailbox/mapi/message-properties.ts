// MAPI properties that messages have beside those of all items ([MS-OXOMSG] 2.2.1, [MS-OXOCAL] 2.2.5).

import { named } from '../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { headText } from '../headers.ts'
import type { Message, PropertyValue } from '../item.ts'
import { globalObjectId, uidOf } from './global-object-id.ts'
import { messagePeople } from './people.ts'
import { asText, kept, keyOf, type MapiProperty, row, withProperty } from './property.ts'

/** Names under which a message about a meeting keeps what it is about. */
export const meetingKeys = {
  start: keyOf(named.appointmentStartWhole),
  end: keyOf(named.appointmentEndWhole),
  location: keyOf(named.location),
  uid: 'MeetingUid',
  /** PidLidExceptionReplaceTime: the occurrence that the message is about, by the start that the rule has for it. */
  occurrence: keyOf(named.exceptionReplaceTime),
  /** Times that an answer proposes instead ([MS-OXOCAL] 2.2.7). */
  proposedStart: keyOf(named.appointmentProposedStartWhole),
  proposedEnd: keyOf(named.appointmentProposedEndWhole),
  /** Who calls it and who is invited, where the message says more than its recipients. */
  people: 'MeetingPeople',
} as const

const meetingId = ({ properties }: Message): Buffer | undefined => {
  const uid = properties.get(meetingKeys.uid)
  return typeof uid === 'string' ? globalObjectId(uid) : undefined
}

const setMeetingId = (value: PropertyValue | undefined, { properties }: Message) => ({
  properties: withProperty(properties, meetingKeys.uid, Buffer.isBuffer(value) ? uidOf(value) : undefined),
})

export const messageProperties: readonly MapiProperty<Message>[] = [
  ...messagePeople,
  row<Message>(
    tags.clientSubmitTime,
    ({ sentAt }) => sentAt,
    (value) => (value === undefined ? {} : { sentAt: Number(value) }),
  ),
  row<Message>(tags.transportMessageHeaders, (message) => headText(message)),
  row<Message>(
    tags.internetMessageId,
    ({ messageId }) => messageId,
    (value) => ({ messageId: asText(value) || undefined }),
  ),
  row<Message>(
    tags.inReplyToId,
    ({ inReplyTo }) => inReplyTo,
    (value) => ({ inReplyTo: asText(value) || undefined }),
  ),
  row<Message>(
    tags.internetReferences,
    ({ references }) => references,
    (value) => ({ references: asText(value) || undefined }),
  ),
  kept<Message>(tags.conversationIndex),
  kept<Message>(tags.lastVerbExecuted),
  kept<Message>(tags.lastVerbExecutionTime),
  kept<Message>(tags.readReceiptRequested),
  kept<Message>(tags.originatorDeliveryReportRequested),
  kept<Message>(tags.responseRequested),
  // Messages about meetings
  kept<Message>(tags.startDate, ({ properties }) => properties.get(meetingKeys.start)),
  kept<Message>(tags.endDate, ({ properties }) => properties.get(meetingKeys.end)),
  kept<Message>(tags.ownerAppointmentId),
  kept<Message>(named.appointmentStartWhole),
  kept<Message>(named.appointmentEndWhole),
  kept<Message>(named.appointmentDuration),
  kept<Message>(named.exceptionReplaceTime),
  kept<Message>(named.appointmentSubType),
  kept<Message>(named.appointmentSequence),
  kept<Message>(named.ownerCriticalChange),
  kept<Message>(named.appointmentStateFlags),
  kept<Message>(named.appointmentRecur),
  kept<Message>(named.appointmentReplyTime),
  kept<Message>(named.appointmentProposedStartWhole),
  kept<Message>(named.appointmentProposedEndWhole),
  kept<Message>(named.location),
  kept<Message>(named.busyStatus),
  kept<Message>(named.intendedBusyStatus),
  kept<Message>(named.recurring),
  kept<Message>(named.timeZoneStartDisplay),
  kept<Message>(named.timeZoneEndDisplay),
  kept<Message>(named.timeZoneRecur),
  kept<Message>(named.meetingType),
  kept<Message>(tags.receivedRepresentingName),
  kept<Message>(tags.receivedRepresentingAddressType),
  kept<Message>(tags.receivedRepresentingEmailAddress),
  kept<Message>(tags.receivedRepresentingSmtpAddress),
  row<Message>(named.globalObjectId, meetingId, setMeetingId),
  row<Message>(named.cleanGlobalObjectId, meetingId, setMeetingId),
]
