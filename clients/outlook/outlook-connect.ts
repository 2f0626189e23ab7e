import * as z from 'zod'
import { defineAction } from '../define-action.ts'
import { findMailbox } from './mailbox/find-mailbox.ts'
import { findOptions } from './mailbox/options.ts'
import { listInbox, logOn } from './mailbox/rops.ts'

/** Messages of the Inbox that are listed. */
const listed = 20

export const outlookConnect = defineAction({
  name: 'outlook.connect',
  about:
    'Outlook finds its mailbox by Autodiscover, connects by MAPI over HTTP or else Outlook Anywhere, logs on, lists the Inbox and looks up its own name in the address book. Facts: transport (mapi-http, outlook-anywhere), url, method, attempts, log, certificatePrompts, displayName, messages, unread (of those listed), subjects, resolved.',
  options: z.strictObject(findOptions),
  async act(run, options) {
    const found = await findMailbox(run, options)
    if ('failed' in found) return run.failed(found.failed, {}, found.cause?.failureCause)
    using mailbox = found
    const { session, transport, settings } = mailbox
    const opened = await logOn(session, settings.legacyDn)
    const { count, messages } = await listInbox(session, opened, listed)
    const resolved = await session.resolveName(run.user.mailbox)
    await session.disconnect()
    const facts = {
      displayName: session.displayName,
      messages: count,
      unread: messages.filter(({ read }) => !read).length,
      subjects: messages.map(({ subject }) => subject).join('; '),
      resolved: resolved ?? '',
    }
    if (resolved === undefined) {
      return run.failed(`The address book does not know ${run.user.mailbox}, the user’s own address.`, facts)
    }
    const ways = { 'mapi-http': 'MAPI over HTTP', 'outlook-anywhere': 'Outlook Anywhere' } as const
    return run.ok(
      `Outlook opened the mailbox of ${session.displayName} by ${ways[transport]}: ${count} messages.`,
      facts,
    )
  },
})
