import { answerable } from '../../../mailbox/answer-meeting.ts'
import { plainText } from '../../../mailbox/body-text.ts'
import type { Address, Attachment, Message } from '../../../mailbox/item.ts'
import { meetingClass } from '../../../mailbox/meeting-class.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { canaryField } from '../../web/canary.ts'
import { idOf, link, messageOf, type OwaCall } from '../call.ts'
import { dateText } from '../dates.ts'
import { sanitise } from '../sanitise.ts'
import { owaPage } from '../shell.ts'
import { subjectText } from './message-list.ts'

/** A message to be read; opening it marks it as read, unless the list of what is to be kept unread says otherwise. */
export async function messagePage(call: OwaCall): Promise<Markup> {
  const { mailbox, query } = call
  const message = messageOf(call, query.get('id') ?? '')
  const keepUnread = query.get('read') === '0'
  if (!message.read && !keepUnread) mailbox.setRead(message, true)
  const id = idOf(call, message)
  const folder = mailbox.folderAt(message.folder)
  const { from, to, cc, attachments } = message
  const listed = attachments.map((one, index) => ({ ...one, index })).filter(({ inline }) => !inline)
  const content = markup`<div class="bar">
${[
  ['Reply', 'reply'],
  ['ReplyAll', 'reply all'],
  ['Forward', 'forward'],
].map(([a = '', text]) => markup`<a class="button" href="${link({ ae: 'Item', a, t: 'IPM.Note', id })}">${text}</a>\n`)}
${meetingActions(call, message, id)}
${action(call, 'Delete', 'delete', { id })}
${action(call, 'MarkRead', 'mark as unread', { id, read: '0' })}
${moveForm(call, message, id)}
</div>
<article>
<h1 id="subject">${subjectText(message)}</h1>
<dl class="head">
<dt>From</dt><dd id="from">${from === undefined ? '(nobody)' : person(from)}</dd>
<dt>To</dt><dd id="to">${people(to)}</dd>
${cc.length === 0 ? undefined : markup`<dt>Cc</dt><dd id="cc">${people(cc)}</dd>`}
<dt>Sent</dt><dd id="sent"><time datetime="${new Date(message.sentAt ?? message.receivedAt).toISOString()}">${dateText(
    message.sentAt ?? message.receivedAt,
  )}</time></dd>
${listed.length === 0 ? undefined : markup`<dt>Attachments</dt><dd id="attachments">${listed.map((one) => attachmentLink(id, one))}</dd>`}
</dl>
${await bodyOf(message, id)}
</article>`
  return owaPage(call, { title: subjectText(message), module: 'mail', folder, content })
}

function person({ name, address }: Address): Markup {
  return markup`${name}${name === address ? undefined : markup` &lt;${address}&gt;`}`
}

function people(addresses: readonly Address[]): Markup[] {
  return addresses.map((address, index) => markup`${index === 0 ? undefined : '; '}${person(address)}`)
}

function attachmentLink(id: string, { name, content, index }: Attachment & { readonly index: number }): Markup {
  const href = `/owa/attachment.ashx?${new URLSearchParams({ attach: '1', id, n: String(index) })}`
  return markup`<a href="${href}" download>${name}</a> <span class="muted">(${kilobytes(content.length)})</span> `
}

function kilobytes(bytes: number): string {
  return bytes < 1_024 ? `${bytes} bytes` : `${Math.round(bytes / 1_024)} kB`
}

/** A button that does something with the message. */
function action(call: OwaCall, a: string, text: string, fields: Readonly<Record<string, string>>): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`,
  )
  return markup`<form method="post" action="${link({ ae: 'PreFormAction', a })}">${canaryField(call)}${hidden}<button type="submit">${text}</button></form>`
}

/** What a meeting request can be answered with. */
function meetingActions(call: OwaCall, message: Message, id: string): Markup[] {
  if (meetingClass(message)?.method !== 'REQUEST' || answerable(call.mailbox, message) === undefined) return []
  return (['accept', 'tentative', 'decline'] as const).map((answer) =>
    action(call, 'AnswerMeeting', answer, { id, answer }),
  )
}

function moveForm(call: OwaCall, message: Message, id: string): Markup {
  const { mailbox } = call
  const options = mailbox
    .folders()
    .filter((folder) => /^IPF\.Note\b/i.test(folder.containerClass ?? '') && folder.id.counter !== message.folder)
    .map((folder) => markup`<option value="${folder.name ?? idOf(call, folder)}">${folder.displayName}</option>`)
  return markup`<form method="post" action="${link({ ae: 'PreFormAction', a: 'Move' })}">${canaryField(
    call,
  )}<input type="hidden" name="id" value="${id}"><label class="hidden" for="to-folder">Folder to move to</label><select id="to-folder" name="folder">${options}</select> <button type="submit">move</button></form>`
}

async function bodyOf(message: Message, id: string): Promise<Markup> {
  if (message.body.type === 'text') return markup`<div class="body text" id="body">${plainText(message)}</div>`
  const pictures = new Map(
    message.attachments.flatMap(({ contentId }, n) =>
      contentId === undefined
        ? []
        : [[contentId, `/owa/attachment.ashx?${new URLSearchParams({ id, n: String(n) })}`] as const],
    ),
  )
  const { html, blocked } = await sanitise(message.body.content, pictures)
  const warning =
    blocked === 0
      ? undefined
      : markup`<p class="note">To protect your privacy, ${blocked} picture${blocked === 1 ? '' : 's'} from the internet ${blocked === 1 ? 'is' : 'are'} not shown.</p>`
  return markup`${warning}<div class="body" id="body">${html}</div>`
}
