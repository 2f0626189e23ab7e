import { MailboxError, type MailboxRefusal } from '../../../mock-exchange/mailbox/errors.ts'
import { type MessageContent, message } from '../../../mock-exchange/mailbox/item.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'

/** A short message from one user to an address. */
export function letter(from: UserPlan, to: string, subject = 'Hello'): MessageContent {
  return message({
    subject,
    from: { name: from.displayName, address: from.mailbox },
    to: [{ name: '', address: to }],
    body: { type: 'text', content: 'Hello.' },
  })
}

/** Why the store refused; undefined when it did not. */
export function refusalOf(work: () => unknown): MailboxRefusal | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof MailboxError) return error.refusal
    throw error
  }
}
