// The form for a new message, empty or begun by a reply, a forward or a draft.

import { plainText } from '../../../mailbox/body-text.ts'
import type { Message } from '../../../mailbox/item.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { canaryField } from '../../web/canary.ts'
import { idOf, link, messageOf, type OwaCall } from '../call.ts'
import { dateText } from '../dates.ts'
import { recipientsText } from '../recipients.ts'
import { owaPage } from '../shell.ts'

/** What the form holds. `about` is the message that is answered, sent on or finished. */
export interface Draft {
  readonly to: string
  readonly cc: string
  readonly bcc: string
  readonly subject: string
  readonly body: string
  readonly mode: DraftMode
  readonly about: Message | undefined
}

export const draftModes = ['New', 'Reply', 'ReplyAll', 'Forward', 'Edit'] as const
type DraftMode = (typeof draftModes)[number]

/** The form as `a=` and `id=` of the URL ask for it. @throws OwaNotFound */
export function composePage(call: OwaCall): Markup {
  const asked = call.query.get('a')
  const mode = draftModes.find((one) => one === asked) ?? 'New'
  if (mode === 'New') {
    const to = call.query.get('to') ?? ''
    return composeForm(call, { to, cc: '', bcc: '', subject: '', body: '', mode, about: undefined })
  }
  return composeForm(call, begun(mode, messageOf(call, call.query.get('id') ?? ''), call))
}

/** @param problem why the form is shown again */
export function composeForm(call: OwaCall, draft: Draft, problem?: string): Markup {
  const { mode, about } = draft
  const title = mode === 'New' || mode === 'Edit' ? 'New message' : draft.subject
  const carried = mode === 'Forward' || mode === 'Edit' ? (about?.attachments ?? []) : []
  const field = (name: 'to' | 'cc' | 'bcc' | 'subject', label: string): Markup =>
    markup`<label for="${name}">${label}:</label><input type="text" id="${name}" name="${name}" value="${draft[name]}"${
      name === 'to' && mode !== 'Reply' && mode !== 'ReplyAll' ? markup` autofocus` : undefined
    }>\n`
  // A browser drops the first line end within a textarea, so one is put there.
  const content = markup`<h1>${title}</h1>
${problem === undefined ? undefined : markup`<p class="alert" role="alert">${problem}</p>`}
<form class="fields" id="compose" method="post" enctype="multipart/form-data" action="${link({ ae: 'PreFormAction', a: 'Send' })}">
${canaryField(call)}<input type="hidden" name="mode" value="${mode}">
${about === undefined ? undefined : markup`<input type="hidden" name="about" value="${idOf(call, about)}">`}
<div class="bar"><button class="primary" type="submit">send</button>
<button type="submit" formaction="${link({ ae: 'PreFormAction', a: 'Save' })}">save draft</button>
<a class="button" href="/owa/">discard</a></div>
${field('to', 'To')}${field('cc', 'Cc')}${field('bcc', 'Bcc')}${field('subject', 'Subject')}
${carried.length === 0 ? undefined : markup`<p class="muted">With it: ${carried.map(({ name }) => name).join(', ')}</p>`}
<label for="file">Attachments:</label><input type="file" id="file" name="file" multiple>
<label for="body">Message:</label><textarea id="body" name="body" rows="16">
${draft.body.replaceAll('\r\n', '\n')}</textarea>
</form>`
  return owaPage(call, { title, module: 'mail', content })
}

function begun(mode: Exclude<DraftMode, 'New'>, about: Message, { mailbox }: OwaCall): Draft {
  const { subject, from, to, cc, replyTo } = about
  if (mode === 'Edit') {
    return {
      mode,
      about,
      to: recipientsText(to),
      cc: recipientsText(cc),
      bcc: recipientsText(about.bcc),
      subject,
      body: plainText(about),
    }
  }
  const sender = replyTo.length > 0 ? replyTo : from === undefined ? [] : [from]
  const own = mailbox.address.address.toLowerCase()
  const told = new Set([own, ...sender.map(({ address }) => address.toLowerCase())])
  const others = [...to, ...cc].filter(({ address }) => {
    const known = told.has(address.toLowerCase())
    told.add(address.toLowerCase())
    return !known
  })
  const prefix = mode === 'Forward' ? 'FW: ' : 'RE: '
  return {
    mode,
    about,
    to: mode === 'Forward' ? '' : recipientsText(sender),
    cc: mode === 'ReplyAll' ? recipientsText(others) : '',
    bcc: '',
    subject: subject.toLowerCase().startsWith(prefix.trimEnd().toLowerCase()) ? subject : `${prefix}${subject}`,
    body: quotation(about),
  }
}

/** The message below the line that Outlook draws. */
function quotation(message: Message): string {
  const { from, to, subject, sentAt, receivedAt } = message
  return [
    '',
    '',
    '________________________________',
    `From: ${from?.name ?? ''}`,
    `Sent: ${dateText(sentAt ?? receivedAt)}`,
    `To: ${to.map(({ name }) => name).join('; ')}`,
    `Subject: ${subject}`,
    '',
    plainText(message),
  ].join('\n')
}
