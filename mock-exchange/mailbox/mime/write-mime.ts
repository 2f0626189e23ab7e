import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { guidOf } from '../guid.ts'
import { type Address, type MessageContent, plainText } from '../item.ts'

/**
 * A message in the form of the wire (RFC 5322): the bytes that it came with, or new ones that say what it says. The same
 * content always gives the same bytes. Bcc is left out, as on the wire.
 */
export async function writeMime(content: MessageContent): Promise<Buffer> {
  if (content.mime !== undefined) return content.mime
  const { subject, body, importance, attachments, inReplyTo, references } = content
  const messageId = content.messageId ?? `<${guidOf('message', subject, plainText(content))}@bridgehead.invalid>`
  const composer = new MailComposer({
    from: content.from,
    ...(content.sender === undefined || sameAddress(content.sender, content.from) ? {} : { sender: content.sender }),
    to: [...content.to],
    cc: [...content.cc],
    replyTo: [...content.replyTo],
    subject,
    messageId,
    date: new Date(content.sentAt ?? 0),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references === undefined ? {} : { references }),
    priority: importance,
    text: plainText(content),
    ...(body.type === 'html' ? { html: body.content } : {}),
    attachments: attachments.map(({ name, contentType, content: bytes, contentId, inline }) => ({
      filename: name,
      contentType,
      content: bytes,
      contentDisposition: inline ? 'inline' : 'attachment',
      ...(contentId === undefined ? {} : { cid: contentId }),
    })),
    baseBoundary: guidOf('boundary', messageId),
    newline: 'windows',
  } as ConstructorParameters<typeof MailComposer>[0])
  return composer.compile().build()
}

function sameAddress(one: Address, other: Address | undefined): boolean {
  return one.address.toLowerCase() === other?.address.toLowerCase()
}
