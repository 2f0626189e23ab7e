import { MailboxError } from '../../../mailbox/errors.ts'
import { markup } from '../../../xml/markup.ts'
import { idOf, link } from '../call.ts'
import { owaPage } from '../shell.ts'
import type { OwaAction } from './action.ts'

/** Makes a folder for mail beside the Inbox. */
export const newFolder: OwaAction = {
  name: 'NewFolder',
  run(call, form) {
    const { mailbox } = call
    const displayName = (form.get('name') ?? '')
      .replace(/[\0-\x1f\x7f]+/g, ' ')
      .trim()
      .slice(0, 255)
    try {
      if (displayName === '') throw new MailboxError('folder-exists', 'A folder needs a name.')
      const folder = mailbox.createFolder(mailbox.folder('msgfolderroot'), { displayName })
      return link({ ae: 'Folder', t: 'IPF.Note', id: idOf(call, folder), note: 'folder' })
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error
      const content = markup`<h1>New folder</h1><p class="alert" role="alert">${error.message}</p>`
      return owaPage(call, { title: 'New folder', module: 'mail', content })
    }
  },
}
