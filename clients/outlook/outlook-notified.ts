import * as z from 'zod'
import { duration } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { findMailbox } from './mailbox/find-mailbox.ts'
import { findOptions } from './mailbox/options.ts'
import { logOn, takeNotifications, watchInbox } from './mailbox/rops.ts'

export const outlookNotified = defineAction({
  name: 'outlook.notified',
  about:
    'Outlook registers for new mail in the Inbox and has the server hold its request (NotificationWait) until there is some, or five minutes are over. Facts: transport (mapi-http, outlook-anywhere), url, method, attempts, log, certificatePrompts, displayName, outcome (changes, expired), notifications, pendings, heldMilliseconds.',
  options: z.strictObject({
    ...findOptions,
    patience: duration
      .prefault('6m')
      .describe('how long the client bears silence; PENDING beats come every 15 s of the server’s clock'),
  }),
  async act(run, options) {
    const found = await findMailbox(run, options)
    if ('failed' in found) return run.failed(found.failed, {}, found.cause?.failureCause)
    using mailbox = found
    const { session, settings } = mailbox
    const opened = await logOn(session, settings.legacyDn)
    await watchInbox(session, opened)
    let pendings = 0
    const started = performance.now()
    run.note({ displayName: session.displayName, pendings })
    const pending = await session.wait({
      patience: options.patience,
      onHeld: run.context.established,
      onPending: () => {
        pendings++
        run.note({ pendings, heldMilliseconds: Math.round(performance.now() - started) })
      },
    })
    const heldMilliseconds = Math.round(performance.now() - started)
    const notifications = pending ? await takeNotifications(session, opened) : 0
    await session.disconnect()
    const facts = { outcome: pending ? 'changes' : 'expired', notifications, pendings, heldMilliseconds }
    if (!pending)
      return run.ok(`Nothing new came within the ${heldMilliseconds} ms that the server held the wait.`, facts)
    if (notifications === 0) return run.failed('The server said that there is news, and then told none.', facts)
    return run.ok(`Outlook was told of new mail after ${heldMilliseconds} ms.`, facts)
  },
})
