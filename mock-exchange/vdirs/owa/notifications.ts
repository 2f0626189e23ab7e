// OWA's notification channel: a request that the server holds for a minute, writing a chunk whenever something happens in
// the mailbox. The names `pg`, `alive0`, `update` and the minute are recalled from public traces; the payloads hold what a
// page needs.
//
//   GET ev.owa2?ns=PendingRequest ─▶ [{"id":"pg","data":"alive0"}] … [{"id":"NewMailNotification",…}] … "update" ─▶ again

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MailboxEvent } from '../../mailbox/changes.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { setHeaders } from '../headers.ts'
import { signalOfReply } from '../held-request.ts'
import { idOf, type OwaCall } from './call.ts'

/** How long a request is held: milliseconds on the lab's clock [recalled: about 60 s]. */
const heldMilliseconds = 60_000

/** Channels of one mailbox at a time; one more is ended at once. */
const mostChannels = 64
const channels = new WeakMap<Mailbox, number>()

/** What a client may leave unread before it is taken for gone: bytes. */
const mostUnread = 65_536

/** Holds the channel open and tells of what happens. */
export function holdChannel(request: FastifyRequest, reply: FastifyReply, call: OwaCall): void {
  const { context, mailbox } = call
  const open = channels.get(mailbox) ?? 0
  const response = setHeaders(reply, {
    'Cache-Control': 'no-cache, no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
  }).hijack().raw
  response.write(fragment({ id: 'pg', data: 'alive0' }))
  if (open >= mostChannels) {
    response.end(fragment({ id: 'pg', data: 'update' }))
    return
  }
  channels.set(mailbox, open + 1)
  const signal = signalOfReply(reply, context.signalOf('owa'))
  const end = (): void => void response.end(fragment({ id: 'pg', data: 'update' }))
  const cancelTimer = context.clock.after(heldMilliseconds, end)
  const cancelListener = mailbox.onChange((event) => {
    const told = notificationOf(call, event)
    if (told === undefined) return
    if (response.writableLength > mostUnread) response.destroy()
    else response.write(fragment(told))
  })
  signal.addEventListener('abort', () => {
    cancelTimer()
    cancelListener()
    channels.set(mailbox, (channels.get(mailbox) ?? 1) - 1)
  })
  context.noteHeld(request)
}

function fragment(notification: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify([notification])}\r\n`
}

/** What the page is told of an event: new mail by itself, anything else by the numbers of its folder. */
function notificationOf(call: OwaCall, event: MailboxEvent): Readonly<Record<string, unknown>> | undefined {
  const { mailbox } = call
  const { folder } = event
  if (event.type === 'folder-deleted')
    return { id: 'HierarchyNotification', EventType: 'ObjectDeleted', FolderId: idOf(call, folder) }
  if (event.type === 'created' && event.delivered && event.item.kind === 'message') {
    const { from, subject } = event.item
    return {
      id: 'NewMailNotification',
      FolderId: idOf(call, folder),
      ItemId: idOf(call, event.item),
      Sender: from?.name ?? '',
      Subject: subject,
      UnreadCount: mailbox.unread(folder),
    }
  }
  return {
    id: 'HierarchyNotification',
    EventType: 'ObjectModified',
    FolderId: idOf(call, folder),
    DisplayName: folder.displayName,
    ItemCount: mailbox.count(folder),
    UnreadCount: mailbox.unread(folder),
  }
}
