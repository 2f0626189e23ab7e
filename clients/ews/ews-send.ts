import * as z from 'zod'
import { emailAddress } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { scheme, serviceUrl } from '../options.ts'
import { placeOf } from '../words.ts'
import { withEws } from './ews-client.ts'

export const ewsSend = defineAction({
  name: 'ews.send',
  about:
    'An EWS application sends a message and keeps a copy (CreateItem, SendAndSaveCopy). Facts: to, subject; responseCode when it is refused.',
  options: z.strictObject({
    url: serviceUrl('/EWS/Exchange.asmx'),
    to: emailAddress.describe('the recipient'),
    subject: z.string().min(1).default('Sent by EWS').describe('what the message is about'),
    text: z.string().default('Sent by an EWS application.').describe('the message'),
    auth: scheme('ntlm'),
  }),
  act: (run, options) =>
    withEws(run, options, async (client) => {
      const { url, to, subject, text } = options
      await client.send({ to: [to], subject, text })
      return run.ok(`${placeOf(url)} took the message "${subject}" to ${to}.`, { to, subject })
    }),
})
