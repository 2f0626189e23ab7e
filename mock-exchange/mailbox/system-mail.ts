import { type Address, type MessageContent, message } from './item.ts'

/** A message that could not be delivered, and to whom that is told. */
export interface FailedDelivery {
  readonly content: MessageContent
  readonly recipient: string
  readonly to: Address
  /** Status code and text of the refusal. */
  readonly reason: string
  readonly domain: string
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The report that a sender gets for a recipient that cannot be reached (RFC 3464, in Exchange's words). */
export function deliveryReport({
  content,
  recipient,
  to,
  reason,
  domain,
  messageId,
  now,
}: FailedDelivery): MessageContent {
  return message({
    itemClass: 'REPORT.IPM.Note.NDR',
    subject: `Undeliverable: ${content.subject}`,
    from: { name: 'Microsoft Outlook', address: `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${domain}` },
    to: [to],
    sentAt: now,
    messageId,
    ...(content.messageId === undefined ? {} : { inReplyTo: content.messageId }),
    body: {
      type: 'text',
      content: `Delivery has failed to these recipients or groups: ${recipient}. ${reason}`,
    },
  })
}
