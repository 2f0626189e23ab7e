import type { Folder } from '../../mailbox/folders.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { attributeOf, descendantOf, type Element, textOf } from '../../xml/document.ts'
import { mayUse, refuseOthers } from './access.ts'
import { EwsError, schemaFault } from './errors.ts'
import { readEwsId } from './item-id.ts'
import { messagesNamespace, typesNamespace } from './namespaces.ts'
import { type EwsCall, requiredChild } from './operation.ts'

export interface FoundFolder {
  readonly mailbox: Mailbox
  readonly folder: Folder
}

/** DistinguishedFolderIdNameType of Exchange 2013; mailboxes of the mock have some of them. */
const names = new Set(
  'calendar contacts deleteditems drafts inbox journal notes outbox sentitems tasks msgfolderroot publicfoldersroot root junkemail searchfolders voicemail recoverableitemsroot recoverableitemsdeletions recoverableitemsversions recoverableitemspurges archiveroot archivemsgfolderroot archivedeleteditems archiveinbox archiverecoverableitemsroot archiverecoverableitemsdeletions archiverecoverableitemsversions archiverecoverableitemspurges syncissues conflicts localfailures serverfailures recipientcache quickcontacts conversationhistory adminauditlogs todosearch mycontacts directory imcontactlist peopleconnect favorites'.split(
    ' ',
  ),
)

const notFound = (): EwsError =>
  new EwsError('ErrorFolderNotFound', 'The specified folder could not be found in the store.')

/**
 * The folder that a `t:DistinguishedFolderId` or `t:FolderId` means.
 * @throws EwsError when there is none, or it is not the caller's; EwsFault for another element.
 */
export function findFolder(reference: Element, call: EwsCall): FoundFolder {
  const id = attributeOf(reference, 'Id')
  if (reference.namespaceURI === typesNamespace && id !== undefined) {
    if (reference.localName === 'DistinguishedFolderId') return byName(id, reference, call)
    if (reference.localName === 'FolderId') return folderById(id, call)
  }
  // What earlier versions of the schema have and later ones do not is a name too: `archive` (Thunderbird asks for it).
  throw schemaFault(`The element 'FolderIds' has invalid child element '${reference.localName}'.`)
}

/** The folder within an element such as `m:ToFolderId`. @throws as `findFolder` */
export function folderWithin(request: Element, element: string, call: EwsCall): FoundFolder {
  return findFolder(referenceWithin(request, element), call)
}

/** The reference within an element such as `m:ParentFolderId`. @throws EwsFault when it is missing */
function referenceWithin(request: Element, element: string): Element {
  const [reference] = requiredChild(request, messagesNamespace, element).children
  if (reference === undefined) throw schemaFault(`The element '${element}' has incomplete content.`)
  return reference
}

function mailboxMeant(reference: Element, call: EwsCall): Mailbox {
  const address = textOf(descendantOf(reference, typesNamespace, 'Mailbox', 'EmailAddress'))
  if (address !== undefined) {
    const mailbox = call.store.byAddress(address)
    if (mailbox === undefined) {
      throw new EwsError('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.')
    }
    return mailbox
  }
  return ownMailbox(call)
}

/** The caller's mailbox. @throws EwsError ErrorMissingEmailAddress for an account without one */
export function ownMailbox({ mailbox }: EwsCall): Mailbox {
  if (mailbox !== undefined) return mailbox
  throw new EwsError(
    'ErrorMissingEmailAddress',
    'When making a request as an account that does not have a mailbox, you must specify the mailbox primary SMTP address for any distinguished folder Ids.',
  )
}

function byName(name: string, reference: Element, call: EwsCall): FoundFolder {
  if (!names.has(name) && name !== 'archive') {
    throw schemaFault(`The 'Id' attribute is invalid - The value '${name}' is invalid.`)
  }
  const mailbox = mailboxMeant(reference, call)
  const folder = mailbox.folders().find((folder) => folder.name === name)
  // A folder that is not shared is to others as if it did not exist.
  if (folder === undefined || !mayUse(mailbox, folder, call)) throw notFound()
  return { mailbox, folder }
}

/** The folder of an `Id`. @throws EwsError when there is none, or the caller may not do this there */
export function folderById(id: string, call: EwsCall): FoundFolder {
  const { mailboxGuid, entryId } = readEwsId(id)
  const mailbox = call.store.byGuid(mailboxGuid)
  const folder = mailbox?.folderOf(entryId)
  if (mailbox === undefined || folder === undefined) throw notFound()
  refuseOthers(mailbox, folder, call)
  return { mailbox, folder }
}
