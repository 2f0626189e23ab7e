import * as z from 'zod'

/** The way to the mailbox store that an action takes. */
export const mailboxTransport = z
  .enum(['mapi-http', 'outlook-anywhere'])
  .optional()
  .describe('the only way to the mailbox to try; both, in the order of Outlook, when absent')
