import type { Email, Address as MimeAddress, Attachment as MimeAttachment } from 'postal-mime'
import { messageOf } from '../../../base/message-of.ts'
import { isCalendarTime } from '../calendar-years.ts'
import { MailboxError } from '../errors.ts'
import { type Address, type Attachment, type Body, type MessageContent, message } from '../item.ts'

/** Levels of parts within parts, so that no message can exhaust the stack. */
const deepest = 64

/**
 * A message as it comes over the wire (RFC 5322, RFC 2045). The bytes stay with it, so that what one protocol puts in
 * another reads back unchanged. Strange messages are read as far as they go; Exchange takes nearly everything too.
 * @throws MailboxError mime-invalid for parts nested too deep and headers too long
 */
export async function readMime(mime: Buffer): Promise<MessageContent> {
  const mail = await parse(mime)
  const sentAt = mail.date === undefined ? undefined : Date.parse(mail.date)
  const priority = mail.headers.find(({ key }) => key === 'importance' || key === 'x-priority')?.value.toLowerCase()
  const body: Body =
    mail.html === undefined
      ? { type: 'text', content: mail.text ?? '' }
      : { type: 'html', content: mail.html, ...(mail.text === undefined ? {} : { plain: mail.text }) }
  const from = addresses(mail.from)[0]
  const calendar = mail.attachments.find(isMeeting)
  const meeting = calendar && (await import('./read-meeting.ts')).readMeeting(Buffer.from(bytesOf(calendar)).toString())
  const attached = meeting === undefined ? mail.attachments : mail.attachments.filter((one) => one !== calendar)
  return message({
    subject: mail.subject ?? '',
    from,
    sender: addresses(mail.sender)[0] ?? from,
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    bcc: addresses(mail.bcc),
    replyTo: addresses(mail.replyTo),
    sentAt: sentAt !== undefined && isCalendarTime(sentAt) ? sentAt : undefined,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    importance:
      priority === undefined
        ? 'normal'
        : /^(high|1|2)/.test(priority)
          ? 'high'
          : /^(low|4|5)/.test(priority)
            ? 'low'
            : 'normal',
    ...meeting,
    body: mail.html === undefined && mail.text === undefined && meeting !== undefined ? meeting.body : body,
    attachments: attached.map(
      ({ filename, mimeType, disposition, contentId, content }): Attachment => ({
        name: filename ?? 'attachment',
        contentType: mimeType,
        content: bytesOf({ content }),
        inline: disposition === 'inline' && contentId !== undefined,
        ...(contentId === undefined ? {} : { contentId: contentId.replace(/^<|>$/g, '') }),
      }),
    ),
    mime,
  })
}

/** Bytes of a calendar that is read at most: the library's time for parameters grows with the square of their number. */
const longestCalendar = 262_144

/** Whether a part is a meeting that the message is about, rather than a file that comes with it (RFC 6047 section 2.4). */
function isMeeting({ mimeType, method, disposition, content }: MimeAttachment): boolean {
  return (
    mimeType === 'text/calendar' &&
    method !== undefined &&
    disposition !== 'attachment' &&
    bytesOf({ content }).length <= longestCalendar
  )
}

function bytesOf({ content }: Pick<MimeAttachment, 'content'>): Buffer {
  return Buffer.from(typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content))
}

/** The library is loaded with the first message. */
async function parse(mime: Buffer): Promise<Email> {
  const { default: PostalMime } = await import('postal-mime')
  try {
    return await PostalMime.parse(mime, { maxNestingDepth: deepest, attachmentEncoding: 'arraybuffer' })
  } catch (error) {
    throw new MailboxError('mime-invalid', messageOf(error), { cause: error })
  }
}

/** Mailboxes of a header; those of a group are its members. */
function addresses(given: MimeAddress | readonly MimeAddress[] | undefined): Address[] {
  const list =
    given === undefined ? [] : Array.isArray(given) ? (given as readonly MimeAddress[]) : [given as MimeAddress]
  return list.flatMap((one) => {
    if (one.group !== undefined) return addresses(one.group)
    return one.address ? [{ name: one.name || one.address, address: one.address }] : []
  })
}
