import * as z from 'zod'
import { scheme, serviceUrl } from '../../options.ts'

/** How every action of Outlook finds its mailbox. */
export const findOptions = {
  url: serviceUrl('/autodiscover/autodiscover.xml')
    .optional()
    .describe('the only URL of Autodiscover to ask; the whole search when absent'),
  auth: scheme('ntlm'),
  transport: z
    .enum(['mapi-http', 'outlook-anywhere'])
    .optional()
    .describe('the only way to the mailbox to try; both, in the order of Outlook, when absent'),
}
