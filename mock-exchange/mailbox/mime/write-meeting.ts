import { plainText } from '../body-text.ts'
import { guidOf } from '../guid.ts'
import type { AppointmentContent, MessageContent } from '../item.ts'
import { compose } from './compose.ts'
import { writeCalendar } from './write-calendar.ts'

/**
 * A message about a meeting as MIME, with the meeting as a text/calendar part beside the text (RFC 6047).
 * @param occurrence start that the rule has, for a message about one occurrence
 */
export async function writeMeeting(
  content: MessageContent,
  meeting: AppointmentContent,
  method: 'REQUEST' | 'CANCEL',
  now: number,
  occurrence?: number,
): Promise<Buffer> {
  const { from, to, subject } = content
  const id = guidOf('meeting', meeting.uid, method, String(now))
  return compose({
    from,
    to,
    subject,
    date: new Date(now),
    messageId: `<${id}@${from?.address.split('@')[1] ?? 'bridgehead.invalid'}>`,
    text: plainText(content),
    icalEvent: { method, content: writeCalendar(meeting, method, now, occurrence) },
    baseBoundary: id,
  })
}
