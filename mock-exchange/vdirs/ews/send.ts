// Messages on their way out of a mailbox.

import { attendToMeeting } from '../../mailbox/attend-to-meeting.ts'
import type { Address, MessageContent } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { EwsError } from './errors.ts'
import type { EwsCall } from './operation.ts'

/**
 * Sends a message at once to all of its recipients; one about a meeting reaches their calendars too.
 * @returns it as sent, for Sent Items
 * @throws EwsError ErrorInvalidRecipients, ErrorSendAsDenied
 */
export function send(call: EwsCall, sender: Mailbox, content: MessageContent): MessageContent {
  const recipients = [...content.to, ...content.cc, ...content.bcc]
  if (recipients.length === 0 || recipients.some(({ address }) => !/^[^\s@]+@[^\s@]+$/.test(address))) {
    throw new EwsError('ErrorInvalidRecipients', 'At least one recipient is not valid.')
  }
  for (const claimed of [content.from, content.sender]) refuseOther(claimed, sender)
  const sent = call.store.transport.submit(sender, content)
  attendToMeeting(sent, {
    recipients: recipients.map(({ address }) => address),
    byAddress: (address) => call.store.byAddress(address),
    now: call.now,
  })
  return sent
}

function refuseOther(claimed: Address | undefined, sender: Mailbox): void {
  if (claimed === undefined || claimed.address.toLowerCase() === sender.user.mailbox.toLowerCase()) return
  throw new EwsError(
    'ErrorSendAsDenied',
    'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
  )
}
