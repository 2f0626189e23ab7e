import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { attributeOf, descendantOf, type Element, textOf } from '../../xml/document.ts'
import { EwsError, schemaFault } from './errors.ts'
import { readEwsId } from './item-id.ts'
import { typesNamespace } from './namespaces.ts'
import type { EwsCall } from './operation.ts'

export interface FoundFolder {
  readonly mailbox: Mailbox
  readonly folder: Folder
}

const notFound = (): EwsError =>
  new EwsError('ErrorFolderNotFound', 'The specified folder could not be found in the store.')

/**
 * The folder that a `t:DistinguishedFolderId` or `t:FolderId` means.
 * @throws EwsError when there is none, or it is not the caller's; EwsFault for another element.
 */
export function findFolder(reference: Element, call: EwsCall): FoundFolder {
  if (reference.namespaceURI === typesNamespace && attributeOf(reference, 'Id') !== undefined) {
    const id = attributeOf(reference, 'Id') ?? ''
    if (reference.localName === 'DistinguishedFolderId') return byName(id, mailboxMeant(reference, call))
    if (reference.localName === 'FolderId') return byId(id, call)
  }
  throw schemaFault(`The element 'FolderIds' has invalid child element '${reference.localName}'.`)
}

function mailboxMeant(reference: Element, call: EwsCall): Mailbox {
  const address = textOf(descendantOf(reference, typesNamespace, 'Mailbox', 'EmailAddress'))
  if (address !== undefined) {
    const mailbox = call.store.byAddress(address)
    if (mailbox === undefined) {
      throw new EwsError('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.')
    }
    // Nobody has shared a folder here: to others it is as if it did not exist.
    if (mailbox !== call.mailbox) throw notFound()
    return mailbox
  }
  if (call.mailbox !== undefined) return call.mailbox
  throw new EwsError(
    'ErrorMissingEmailAddress',
    'When making a request as an account that does not have a mailbox, you must specify the mailbox primary SMTP address for any distinguished folder Ids.',
  )
}

function byName(name: string, mailbox: Mailbox): FoundFolder {
  const folder = mailbox.folders().find((folder) => folder.name === name)
  if (folder === undefined) throw notFound()
  return { mailbox, folder }
}

function byId(id: string, call: EwsCall): FoundFolder {
  const { mailboxGuid, entryId } = readEwsId(id)
  const mailbox = call.store.byGuid(mailboxGuid)
  const folder = mailbox?.folderOf(entryId)
  if (mailbox === undefined || folder === undefined) throw notFound()
  if (mailbox !== call.mailbox) {
    throw new EwsError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
  }
  return { mailbox, folder }
}
