import { markup } from '../../../xml/markup.ts'
import { MrsFault } from '../errors.ts'
import { type MrsHandler, requiredPart } from '../operation.ts'
import { readSyncState } from '../sync-state.ts'

/**
 * Ends a move. The source becomes a mail user with the address of the new mailbox, unless something has changed since
 * the last export: then that must be fetched first. The destination becomes its user's mailbox.
 */
export const completeMove: MrsHandler = (request, { sessions, caller, store }) => {
  const session = sessions.use(requiredPart(request, 'SessionId'), caller)
  const { mailbox } = session
  if (session.role === 'source') {
    const since = readSyncState(requiredPart(request, 'SyncState'), mailbox)
    if (mailbox.lastChange > since) {
      throw new MrsFault('ChangesPendingTransient', `${mailbox.user.mailbox} has changed since the last export.`)
    }
    store.moveOut(mailbox, requiredPart(request, 'TargetAddress'))
  } else {
    store.moveIn(mailbox)
  }
  sessions.close(session.id, caller)
  return markup`<Completed>true</Completed>`
}
