import * as z from 'zod'
import { emailAddress } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { findMailbox } from './mailbox/find-mailbox.ts'
import { findOptions } from './mailbox/options.ts'
import { logOn } from './mailbox/rops.ts'
import { sendMessage } from './mailbox/send.ts'

export const outlookSend = defineAction({
  name: 'outlook.send',
  about:
    'Outlook writes a message in the Outbox and submits it, over the way to the mailbox that outlook.connect finds. Facts: transport (mapi-http, outlook-anywhere), url, method, attempts, log, certificatePrompts, displayName, to.',
  options: z.strictObject({
    ...findOptions,
    to: emailAddress.optional().describe('the recipient; the user when absent'),
    subject: z.string().default('Sent by Outlook'),
    text: z.string().default('Sent through the edge.'),
  }),
  async act(run, { to = run.user.mailbox, subject, text, ...options }) {
    const found = await findMailbox(run, options)
    if ('failed' in found) return run.failed(found.failed, {}, found.cause?.failureCause)
    using mailbox = found
    const { session, settings } = mailbox
    const opened = await logOn(session, settings.legacyDn)
    await sendMessage(session, opened, { to, subject, text })
    await session.disconnect()
    return run.ok(`Outlook sent "${subject}" to ${to}.`, { displayName: session.displayName, to })
  },
})
