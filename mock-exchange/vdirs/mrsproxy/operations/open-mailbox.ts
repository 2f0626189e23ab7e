import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { markup } from '../../../xml/markup.ts'
import { MrsFault } from '../errors.ts'
import { type MrsCall, type MrsHandler, requiredPart } from '../operation.ts'
import type { MrsSession } from '../sessions.ts'

/**
 * Opens a mailbox as source of a move, or as destination: then its user must be one whose mailbox is elsewhere. Moving
 * mailboxes is for administrators, that of one's own too; who is none learns of no mailbox whether it is there (reference
 * section 2.10: "Access is denied" when the admin role is missing).
 */
export const openMailbox: MrsHandler = (request, call) => {
  const address = requiredPart(request, 'Mailbox')
  const role = requiredPart(request, 'Role')
  const moveId = requiredPart(request, 'MoveId')
  if (role !== 'source' && role !== 'destination') {
    throw new MrsFault('InvalidRequest', `Role is ${role}; it can be source or destination.`)
  }
  if (!call.caller.administrator) throw new MrsFault('AccessDenied', 'Access is denied.')
  const mailbox = mailboxFor(role, address, call)
  const session = call.sessions.open({ role, mailbox, moveId, caller: call.caller })
  const folders = mailbox.folders()
  const items = folders.reduce((sum, folder) => sum + mailbox.count(folder), 0)
  return markup`<SessionId>${session.id}</SessionId><MailboxGuid>${mailbox.user.mailboxGuid}</MailboxGuid><DisplayName>${
    mailbox.user.displayName
  }</DisplayName><FolderCount>${folders.length}</FolderCount><ItemCount>${items}</ItemCount><Size>${
    mailbox.used
  }</Size><Quota>${mailbox.user.quota}</Quota>`
}

function mailboxFor(role: MrsSession['role'], address: string, { store }: MrsCall): Mailbox {
  const present = store.byAddress(address) ?? store.byGuid(address)
  if (role === 'source' && present !== undefined) return present
  if (role === 'destination' && present !== undefined) {
    throw new MrsFault('MailboxExists', `The user '${address}' already has a primary mailbox.`)
  }
  const arriving = role === 'destination' ? store.arriving(address) : undefined
  if (arriving !== undefined) return arriving
  throw new MrsFault(
    'MailboxNotFound',
    `The operation couldn't be performed because object '${address}' couldn't be found.`,
  )
}
