import type { MessageContent } from './item.ts'
import { meetingClass } from './meeting-class.ts'
import type { MailboxStore } from './store.ts'

/**
 * Has the Calendar Attendants act on a message that came as MIME and has been delivered; what that takes is loaded with the
 * first message about a meeting.
 * @param recipients addresses that it was delivered to
 * @param now milliseconds since 1970
 */
export async function deliverMeeting(
  sent: MessageContent,
  recipients: readonly string[],
  store: MailboxStore,
  now: number,
): Promise<void> {
  if (meetingClass(sent) === undefined) return
  const { attendToMeeting } = await import('./attend-to-meeting.ts')
  attendToMeeting(sent, { recipients, byAddress: (address) => store.byAddress(address), now })
}
