import { plainText } from '../../../mailbox/body-text.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { Item, Message } from '../../../mailbox/item.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { folderOf, idOf, link, type OwaCall } from '../call.ts'
import { dateText } from '../dates.ts'
import { noteOf } from '../notes.ts'
import { owaPage } from '../shell.ts'

const pageSize = 25

/** Messages of a folder, newest first, a page at a time. */
export function messageListPage(call: OwaCall): Markup {
  const { mailbox, query } = call
  const folder = folderOf(call, query.get('id') ?? 'inbox')
  const all = newestFirst(mailbox.items(folder))
  const pages = Math.max(1, Math.ceil(all.length / pageSize))
  const wanted = Number.parseInt(query.get('pg') ?? '1', 10)
  const page = Math.min(Math.max(Number.isNaN(wanted) ? 1 : wanted, 1), pages)
  const shown = all.slice((page - 1) * pageSize, page * pageSize)
  const unread = mailbox.unread(folder)
  const content = markup`<h1>${folder.displayName}</h1>
<div id="messages">
<p class="muted"><span id="total">${all.length}</span> items, <span id="unread">${unread}</span> unread</p>
${shown.length === 0 ? markup`<p>There are no messages in this folder.</p>` : table(call, folder, shown)}
${pager(call, folder, page, pages)}
</div>`
  const title = unread === 0 ? folder.displayName : `${folder.displayName} (${unread})`
  return owaPage(call, { title, module: 'mail', folder, content, note: noteOf(query.get('note')) })
}

/** Messages of a folder, the newest first. */
function newestFirst(items: readonly Item[]): Message[] {
  return items
    .filter((item) => item.kind === 'message')
    .sort((a, b) => b.receivedAt - a.receivedAt || b.id.counter - a.id.counter)
}

function table(call: OwaCall, folder: Folder, messages: readonly Message[]): Markup {
  const outgoing = folder.name === 'sentitems' || folder.name === 'drafts' || folder.name === 'outbox'
  return markup`<table><thead><tr><th scope="col">${outgoing ? 'To' : 'From'}</th><th scope="col">Subject</th><th scope="col">${
    outgoing ? 'Sent' : 'Received'
  }</th></tr></thead><tbody>
${messages.map((message) => row(call, message, outgoing))}</tbody></table>`
}

function row(call: OwaCall, message: Message, outgoing: boolean): Markup {
  const { read, receivedAt, attachments, importance } = message
  const { from } = message
  const who = outgoing ? message.to.map(({ name }) => name).join('; ') : (from?.name ?? '')
  const title = outgoing ? message.to.map(({ address }) => address).join('; ') : (from?.address ?? '')
  const href = link({ ae: 'Item', a: 'Open', t: 'IPM.Note', id: idOf(call, message) })
  const marks = [
    importance === 'high' ? markup` <span class="tag">high importance</span>` : undefined,
    attachments.some(({ inline }) => !inline) ? markup` <span class="tag">attachment</span>` : undefined,
  ]
  const preview = plainText(message).replace(/\s+/g, ' ').slice(0, 100)
  return markup`<tr${read ? undefined : markup` class="unread"`}><td><span title="${title}">${who}</span></td><td>${
    read ? undefined : markup`<span class="hidden">unread: </span>`
  }<a href="${href}">${subjectText(message)}</a>${marks}<br><span class="muted">${preview}</span></td><td><time datetime="${new Date(
    receivedAt,
  ).toISOString()}">${dateText(receivedAt)}</time></td></tr>\n`
}

/** A subject to be shown: messages may have none. */
export function subjectText({ subject }: Pick<Message, 'subject'>): string {
  return subject.trim() === '' ? '(no subject)' : subject
}

function pager(call: OwaCall, folder: Folder, page: number, pages: number): Markup | undefined {
  if (pages === 1) return undefined
  const to = (number: number, text: string, rel: string): Markup | undefined => {
    if (number < 1 || number > pages) return undefined
    const id = folder.name ?? idOf(call, folder)
    return markup`<a rel="${rel}" href="${link({ ae: 'Folder', t: 'IPF.Note', id, pg: String(number) })}">${text}</a>`
  }
  return markup`<nav class="pager" aria-label="Pages">${to(page - 1, 'newer', 'prev')}<span>page ${page} of ${pages}</span>${to(
    page + 1,
    'older',
    'next',
  )}</nav>`
}
