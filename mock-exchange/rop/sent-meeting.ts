// A message about a meeting that a client has written by properties and sent ([MS-OXOCAL] 3.1.4.7).

import { bringMeeting, noteAnswer } from '../mailbox/calendar-attendant.ts'
import type { Attendee, Item, MessageContent } from '../mailbox/item.ts'
import type { Mailbox } from '../mailbox/mailbox.ts'
import { meetingKeys } from '../mailbox/mapi/message-properties.ts'
import { baseOf } from '../mailbox/mapi/new-item.ts'

const answers = new Map<string, Attendee['response']>([
  ['pos', 'accept'],
  ['tent', 'tentative'],
  ['neg', 'decline'],
])

/**
 * Has the Calendar Attendants of its recipients act on it; a message that names no meeting is only a message.
 * @param now milliseconds since 1970
 */
export function attendToMeeting(
  sent: MessageContent,
  sender: Mailbox,
  byAddress: (address: string) => Mailbox | undefined,
  now: number,
): void {
  const [, said = '', answer = ''] = /^IPM\.Schedule\.Meeting\.(\w+)(?:\.(\w+))?/i.exec(sent.itemClass) ?? []
  const uid = sent.properties.get(meetingKeys.uid)
  if (typeof uid !== 'string') return
  switch (said.toLowerCase()) {
    case 'request':
    case 'canceled': {
      const base = baseOf(sent as Item, 'IPM.Appointment', now)
      if (base.kind !== 'appointment' || !sent.properties.has(meetingKeys.start)) return
      const attendees = attendeesOf(sent)
      const meeting = { ...base, subject: sent.subject, uid, organizer: sender.address, attendees }
      bringMeeting(byAddress, sender, meeting, said.toLowerCase() === 'request' ? 'Request' : 'Canceled', attendees)
      return
    }
    case 'resp': {
      const response = answers.get(answer.toLowerCase())
      const [organizer] = sent.to
      if (response !== undefined && organizer !== undefined) {
        noteAnswer(byAddress(organizer.address), uid, sender.user.mailbox, response)
      }
    }
  }
}

function attendeesOf({ to, cc, bcc }: MessageContent): Attendee[] {
  const lists = [
    ['required', to],
    ['optional', cc],
    ['resource', bcc],
  ] as const
  return lists.flatMap(([role, people]) => people.map((one): Attendee => ({ ...one, role, response: 'unknown' })))
}
