import type { Address, MessageContent } from './mailbox.ts'

interface FirstMail {
  readonly content: MessageContent
  readonly receivedAt: number
  readonly read: boolean
}

/** The mail that every mailbox of a lab begins with: one message that was read, one that was not; the same in every run. */
export function welcome(owner: Address, domain: string): readonly FirstMail[] {
  const from = { name: 'Administrator', address: `administrator@${domain}` }
  return [
    {
      content: { subject: 'Welcome', from, to: [owner], text: `Welcome to ${domain}, ${owner.name}.` },
      receivedAt: Date.UTC(2014, 5, 2, 8, 0),
      read: true,
    },
    {
      content: {
        subject: 'Your mailbox has moved to Exchange 2013',
        from,
        to: [owner],
        text: 'Outlook finds the new server by itself. Please restart it once.',
      },
      receivedAt: Date.UTC(2014, 5, 2, 10, 0),
      read: false,
    },
  ]
}

/** The report that a sender gets for a recipient that cannot be reached (RFC 3464's 5.1.1, in Exchange's words). */
export function undeliverable(content: MessageContent, recipient: string, domain: string): MessageContent {
  return {
    subject: `Undeliverable: ${content.subject}`,
    from: { name: 'Microsoft Outlook', address: `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${domain}` },
    to: [content.from],
    text: `Delivery has failed to these recipients or groups: ${recipient}. 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found`,
  }
}
