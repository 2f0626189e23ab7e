// What messages about meetings have beside a message's own properties (MeetingMessageType, MeetingRequestMessageType), in
// the order of the schema. The times are kept as the MAPI properties that real ones carry.

import { lookupTable } from '../../../../base/lookup-table.ts'
import type { Item, Message } from '../../../mailbox/item.ts'
import { meetingKeys } from '../../../mailbox/mapi/message-properties.ts'
import { markup } from '../../../xml/markup.ts'
import { mailboxElement } from '../addresses.ts'
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

export const meetingFields: readonly Field<Message>[] = [
  plain('meeting:IsDelegated', 'boolean', () => false),
  plain('meeting:IsOutOfDate', 'boolean', () => false),
  plain('meeting:HasBeenProcessed', 'boolean', () => true),
  plain('meeting:ResponseType', 'text', responseType),
  plain('calendar:UID', 'text', ({ properties }) => properties.get(meetingKeys.uid)),
  plain('meetingRequest:MeetingRequestType', 'text', (item) => (isRequest(item) ? 'NewMeetingRequest' : undefined)),
  plain('meetingRequest:IntendedFreeBusyStatus', 'text', (item) => (isRequest(item) ? 'Busy' : undefined)),
  plain('calendar:Start', 'instant', ({ properties }) => properties.get(meetingKeys.start), { shown: 'default' }),
  plain('calendar:End', 'instant', ({ properties }) => properties.get(meetingKeys.end), { shown: 'default' }),
  plain('calendar:Location', 'text', ({ properties }) => properties.get(meetingKeys.location), { shown: 'default' }),
  {
    uri: 'calendar:Organizer',
    element: 'Organizer',
    shown: 'all',
    write(item) {
      const from = isRequest(item) ? item.from : undefined
      return from && markup`<t:Organizer>${mailboxElement(from)}</t:Organizer>`
    },
  },
]
