import { plainText } from '../body-text.ts'
import { guidOf } from '../guid.ts'
import type { Address, MessageContent } from '../item.ts'
import { meetingClass } from '../meeting-class.ts'
import { compose } from './compose.ts'

/**
 * A message in the form of the wire (RFC 5322): the bytes that it came with, or new ones that say what it says. The same
 * content always gives the same bytes. Bcc is left out, as on the wire. A message about a meeting has it as a calendar beside
 * the text, for which that library is loaded.
 */
export async function writeMime(content: MessageContent): Promise<Buffer> {
  if (content.mime !== undefined) return content.mime
  const { from, sender, to, cc, replyTo, subject, body, importance, attachments, inReplyTo, references } = content
  const messageId = content.messageId ?? `<${guidOf('message', subject, plainText(content))}@bridgehead.invalid>`
  const icalEvent =
    meetingClass(content) === undefined ? undefined : (await import('./meeting-part.ts')).meetingPart(content)
  return compose({
    from,
    sender: sender === undefined || sameAddress(sender, from) ? undefined : sender,
    to,
    cc,
    replyTo,
    subject,
    messageId,
    date: new Date(content.sentAt ?? 0),
    inReplyTo,
    references,
    priority: importance,
    text: plainText(content),
    html: body.type === 'html' ? body.content : undefined,
    attachments,
    icalEvent,
    baseBoundary: guidOf('boundary', messageId),
  })
}

function sameAddress(one: Address, other: Address | undefined): boolean {
  return one.address.toLowerCase() === other?.address.toLowerCase()
}
