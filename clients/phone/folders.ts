import { childAt, childrenOf, textAt, type WbxmlElement } from '../../protocols/wbxml/index.ts'

/** A folder as the phone knows it. */
export interface PhoneFolder {
  readonly name: string
  /** FolderHierarchy's Type: 2 is the Inbox. */
  readonly type: string
}

/** Types of the folders that options can name ([MS-ASCMD] 2.2.3.186.3). */
export const folderTypes = {
  inbox: '2',
  drafts: '3',
  deleteditems: '4',
  sentitems: '5',
  tasks: '7',
  calendar: '8',
  contacts: '9',
  notes: '10',
} as const

/** A folder that came, changed, or (undefined) is gone. */
interface FolderChange {
  readonly id: string
  readonly change: PhoneFolder | undefined
}

/** What a FolderSync tells: folders that came or changed, and those that are gone. */
export function foldersIn(root: WbxmlElement): FolderChange[] {
  const changes = childAt(root, 'Changes')
  return (changes ? childrenOf(changes) : []).flatMap((one): FolderChange[] => {
    const id = textAt(one, 'ServerId')
    if (id === undefined) return []
    if (one.tag === 'Delete') return [{ id, change: undefined }]
    return [{ id, change: { name: textAt(one, 'DisplayName') ?? '', type: textAt(one, 'Type') ?? '' } }]
  })
}
