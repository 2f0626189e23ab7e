import type { Address, Attachment } from '../item.ts'

/** What a message in MIME is made of; what is absent is left out. */
export interface Composition {
  readonly from: Address | undefined
  readonly sender?: Address | undefined
  readonly to: readonly Address[]
  readonly cc?: readonly Address[]
  readonly replyTo?: readonly Address[]
  readonly subject: string
  readonly date: Date
  /** With angle brackets. */
  readonly messageId: string
  readonly inReplyTo?: string | undefined
  readonly references?: string | undefined
  readonly priority?: 'low' | 'normal' | 'high'
  readonly text: string
  readonly html?: string | undefined
  readonly attachments?: readonly Attachment[]
  /** A calendar beside the text (RFC 6047). */
  readonly icalEvent?: { readonly method: string; readonly content: string } | undefined
  /** What boundaries are made of: the same gives the same bytes. */
  readonly baseBoundary: string
}

/** Writes a message in MIME (RFC 5322, RFC 2045), lines ending in CRLF. The library is loaded with the first message. */
export async function compose({ attachments = [], icalEvent, ...parts }: Composition): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js')
  const attached = attachments.map(({ name, contentType, content, contentId, inline }) => ({
    filename: name,
    contentType,
    content,
    contentDisposition: inline ? 'inline' : 'attachment',
    ...(contentId === undefined ? {} : { cid: contentId }),
  }))
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
  // Not as the library's own icalEvent, which comes a second time as an attachment.
  const calendar = icalEvent && {
    contentType: `text/calendar; charset=utf-8; method=${icalEvent.method}`,
    content: icalEvent.content,
  }
  const alternatives = calendar === undefined ? {} : { alternatives: [calendar] }
  const options = { ...given, ...alternatives, attachments: attached, newline: 'windows' }
  return new MailComposer(options as ConstructorParameters<typeof MailComposer>[0]).compile().build()
}
