// Messages on their way out of a mailbox.

import { attendToMeeting } from '../../mailbox/attend-to-meeting.ts'
import { maySendFor } from '../../mailbox/delegates.ts'
import type { Address, MessageContent } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { EwsError } from './errors.ts'
import { ownMailbox } from './folder-reference.ts'
import type { EwsCall } from './operation.ts'

/**
 * Sends a message at once to all of its recipients; one about a meeting reaches their calendars too. A delegate sends on the
 * behalf of whoever has made them one ([MS-OXODLGT] 1.3, recalled), and is named as the sender.
 * @param mailbox where the message lies, or is kept: it is from its owner unless it says otherwise
 * @returns it as sent, for Sent Items
 * @throws EwsError ErrorInvalidRecipients, ErrorSendAsDenied, ErrorMissingEmailAddress
 */
export function send(call: EwsCall, mailbox: Mailbox, content: MessageContent): MessageContent {
  const addresses = [...content.to, ...content.cc, ...content.bcc].map(({ address }) => address)
  if (addresses.length === 0 || addresses.some((address) => !/^[^\s@]+@[^\s@]+$/.test(address))) {
    throw new EwsError('ErrorInvalidRecipients', 'At least one recipient is not valid.')
  }
  const { from = mailbox.address, sender = from } = content
  const own = senderFor(call, from)
  senderFor(call, sender)
  const sent = call.store.transport.submit(own, { ...content, from, sender: own.address })
  const byAddress = (address: string): Mailbox | undefined => call.store.byAddress(address)
  attendToMeeting(sent, { recipients: addresses, byAddress, now: call.now })
  return sent
}

/**
 * The mailbox of the caller, who sends in somebody's name: their own, or that of whoever has made them a delegate.
 * @throws EwsError ErrorSendAsDenied, ErrorMissingEmailAddress
 */
export function senderFor(call: EwsCall, { address }: Address): Mailbox {
  const own = ownMailbox(call)
  if (maySendFor(own, address, (one) => call.store.byAddress(one))) return own
  throw new EwsError(
    'ErrorSendAsDenied',
    'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
  )
}
