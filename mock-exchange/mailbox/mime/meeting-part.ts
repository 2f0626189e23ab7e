import type { MessageContent } from '../item.ts'
import { meetingOf } from '../mapi/meeting-content.ts'
import { meetingClass } from '../meeting-class.ts'
import { writeCalendar } from './write-calendar.ts'

/**
 * The calendar that stands beside the text of a message about a meeting (RFC 6047); undefined when it does not say when the
 * meeting is. An answer tells of nobody but whoever answers (RFC 5546 section 3.2.3).
 */
export function meetingPart(
  message: MessageContent,
): { readonly method: string; readonly content: string } | undefined {
  const { from, to, sentAt = 0 } = message
  const said = meetingClass(message)
  const meeting = meetingOf(message, sentAt)
  if (said === undefined || meeting === undefined) return undefined
  const { method, answer } = said
  const { originalStart } = meeting
  if (answer === undefined) return { method, content: writeCalendar(meeting, method, sentAt, originalStart) }
  const attendees = from === undefined ? [] : [{ ...from, role: 'required', response: answer } as const]
  const own = { ...meeting, organizer: to[0], attendees }
  return { method, content: writeCalendar(own, method, sentAt, originalStart) }
}
