// FolderCreate, FolderUpdate and FolderDelete: the changes of folders that a device makes ([MS-ASCMD] 2.2.1.2 to 2.2.1.5).

import { lookupTable } from '../../../../base/lookup-table.ts'
import { tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { MailboxError, type MailboxRefusal } from '../../../mailbox/errors.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { ActiveSyncAnswer, ActiveSyncCall, ActiveSyncCommand } from '../command.ts'

const page = 'FolderHierarchy'
const tag = tagsOf(page)

const statuses = {
  success: '1',
  exists: '2',
  special: '3',
  notFound: '4',
  parentNotFound: '5',
  serverError: '6',
  invalidSyncKey: '9',
  malformed: '10',
} as const

const refusals: Readonly<Partial<Record<MailboxRefusal, string>>> = {
  'folder-exists': statuses.exists,
  'folder-not-found': statuses.notFound,
  'default-folder': statuses.special,
  'folder-cycle': statuses.parentNotFound,
}

/** Classes of the types that devices may make ([MS-ASCMD] 2.2.3.186.2). */
const containerClasses = lookupTable<string>({
  1: 'IPF.Note',
  12: 'IPF.Note',
  13: 'IPF.Appointment',
  14: 'IPF.Contact',
  15: 'IPF.Task',
  16: 'IPF.Journal',
  17: 'IPF.StickyNote',
})

interface Change {
  readonly counter: number
  /** Undefined when it is gone. */
  readonly folder: Folder | undefined
  /** What the answer says beside status and key. */
  readonly rest?: readonly WbxmlElement[]
}

export const folderCreate = changing('FolderCreate', (call, body) => {
  const { mailbox, state } = call
  const displayName = textOf(body, page, 'DisplayName')
  const containerClass = containerClasses[textOf(body, page, 'Type') ?? '']
  if (displayName === undefined || displayName === '') return statuses.malformed
  if (containerClass === undefined) return statuses.special
  const parent = parentOf(call, textOf(body, page, 'ParentId'))
  if (parent === undefined) return statuses.parentNotFound
  const folder = mailbox.createFolder(parent, { displayName, containerClass })
  return { counter: folder.id.counter, folder, rest: [tag('ServerId', state.hierarchy.idOf(folder))] }
})

export const folderUpdate = changing('FolderUpdate', (call, body) => {
  const { mailbox } = call
  const displayName = textOf(body, page, 'DisplayName')
  const old = folderAt(call, body)
  if (displayName === undefined || displayName === '') return statuses.malformed
  if (old === undefined) return statuses.notFound
  if (old.name !== undefined) return statuses.special
  const parent = parentOf(call, textOf(body, page, 'ParentId'))
  if (parent === undefined) return statuses.parentNotFound
  const moved = parent.id.counter === old.parent ? old : mailbox.moveFolder(old, parent)
  const folder = moved.displayName === displayName ? moved : mailbox.updateFolder(moved, { displayName })
  return { counter: folder.id.counter, folder }
})

export const folderDelete = changing('FolderDelete', (call, body) => {
  const folder = folderAt(call, body)
  if (folder === undefined) return statuses.notFound
  call.mailbox.deleteFolder(folder)
  call.state.forget(textOf(body, page, 'ServerId') ?? '')
  return { counter: folder.id.counter, folder: undefined }
})

function changing(
  name: 'FolderCreate' | 'FolderUpdate' | 'FolderDelete',
  change: (call: ActiveSyncCall, body: WbxmlElement) => Change | string,
): ActiveSyncCommand {
  const answer = (status: string, ...rest: readonly WbxmlElement[]): ActiveSyncAnswer => ({
    body: tag(name, tag('Status', status), ...rest),
  })
  return {
    name,
    page,
    run(call) {
      const { body, state } = call
      const key = body?.tag === name ? textOf(body, page, 'SyncKey') : undefined
      if (body === undefined || key === undefined) return answer(statuses.malformed)
      if (!state.hierarchy.isCurrent(key)) return answer(statuses.invalidSyncKey)
      try {
        const made = change(call, body)
        if (typeof made === 'string') return answer(made)
        return answer(
          statuses.success,
          tag('SyncKey', state.hierarchy.note(made.counter, made.folder)),
          ...(made.rest ?? []),
        )
      } catch (error) {
        if (!(error instanceof MailboxError)) throw error
        return answer(refusals[error.refusal] ?? statuses.serverError)
      }
    },
  }
}

function folderAt({ state, mailbox }: ActiveSyncCall, body: WbxmlElement): Folder | undefined {
  return state.hierarchy.folderOf(textOf(body, page, 'ServerId') ?? '', mailbox)
}

function parentOf({ state, mailbox }: ActiveSyncCall, id: string | undefined): Folder | undefined {
  return id === undefined || id === '0' ? mailbox.folder('msgfolderroot') : state.hierarchy.folderOf(id, mailbox)
}
