import { mrsNamespace } from '../../../../protocols/mrs/index.ts'
import { type DefaultFolderName, defaultFolders, type Folder } from '../../../mailbox/folders.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { arrivalsOf } from '../arrivals.ts'
import { MrsFault } from '../errors.ts'
import { type MrsHandler, sessionOf } from '../operation.ts'

/** Makes the folders of the source in the destination, parents first; default folders are there already. */
export const importFolders: MrsHandler = (request, call) => {
  const session = sessionOf(request, call, 'destination')
  const { folders } = arrivalsOf(session)
  const list = childOf(request, mrsNamespace, 'Folders')
  if (list === undefined) throw new MrsFault('InvalidRequest', 'The request says no Folders.')
  for (const given of childrenOf(list, mrsNamespace, 'Folder')) {
    const id = attributeOf(given, 'Id') ?? ''
    const present = folders.get(id)
    if (present !== undefined && session.mailbox.hasFolder(present.id.counter)) continue
    folders.set(id, folderFor(given, folders, session.mailbox))
  }
  return markup`<FolderCount>${folders.size}</FolderCount>`
}

function folderFor(given: Element, folders: ReadonlyMap<string, Folder>, mailbox: Mailbox): Folder {
  const name = defaultName(attributeOf(given, 'Name'))
  if (name !== undefined) return mailbox.folder(name)
  const parent = folders.get(attributeOf(given, 'Parent') ?? '')
  const displayName = textOf(given)
  if (parent === undefined || displayName === undefined) {
    throw new MrsFault('FolderNotFound', `The folder above '${displayName ?? ''}' has not come yet.`)
  }
  const same = mailbox.childrenOf(parent).find((child) => child.displayName.toLowerCase() === displayName.toLowerCase())
  return same ?? mailbox.createFolder(parent, { displayName, containerClass: attributeOf(given, 'Class') })
}

function defaultName(name: string | undefined): DefaultFolderName | undefined {
  return defaultFolders.find((folder) => folder.name === name)?.name
}
