import { type Attachment, type MessageContent, message } from '../../../mailbox/item.ts'
import { sizeOf } from '../../../mailbox/item-size.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import type { Markup } from '../../../xml/markup.ts'
import type { SentForm } from '../../web/form-data.ts'
import { link, messageOf, type OwaCall } from '../call.ts'
import { composeForm, type Draft, draftModes } from '../pages/compose.ts'
import { readRecipients } from '../recipients.ts'
import type { OwaAction } from './action.ts'

/** Sends what the form for a new message holds, and keeps a copy in Sent Items. */
export const send: OwaAction = {
  name: 'Send',
  run(call, form) {
    const draft = readDraft(call, form)
    const lists = [draft.to, draft.cc, draft.bcc].map((text) => readRecipients(text, call))
    const unknown = lists.flatMap((list) => list.unknown)
    if (unknown.length > 0) {
      return composeForm(call, draft, `These recipients are not known: ${unknown.join('; ')}. Write a whole address.`)
    }
    if (lists.every(({ addresses }) => addresses.length === 0)) {
      return composeForm(call, draft, 'The message needs at least one recipient.')
    }
    const content = contentOf(call, draft, form)
    const refused = noRoom(call, draft, content)
    if (refused !== undefined) return refused
    const { mailbox, store } = call
    const sent = store.transport.submit(mailbox, content)
    mailbox.add(mailbox.folder('sentitems'), sent, { read: true })
    dropDraft(mailbox, draft)
    return link({ ae: 'Folder', t: 'IPF.Note', id: 'inbox', note: 'sent' })
  },
}

/** Puts it into Drafts instead. */
export const save: OwaAction = {
  name: 'Save',
  run(call, form) {
    const draft = readDraft(call, form)
    const content = contentOf(call, draft, form)
    const refused = noRoom(call, draft, content)
    if (refused !== undefined) return refused
    const { mailbox } = call
    mailbox.add(mailbox.folder('drafts'), content, { read: true })
    dropDraft(mailbox, draft)
    return link({ ae: 'Folder', t: 'IPF.Note', id: 'drafts', note: 'saved' })
  },
}

function readDraft(call: OwaCall, form: SentForm): Draft {
  const asked = form.get('mode')
  const about = form.get('about')
  const line = (name: string): string => (form.get(name) ?? '').replace(/[\0-\x1f\x7f]+/g, ' ').trim()
  return {
    to: line('to'),
    cc: line('cc'),
    bcc: line('bcc'),
    subject: line('subject').slice(0, 255),
    body: form.get('body') ?? '',
    mode: draftModes.find((mode) => mode === asked) ?? 'New',
    about: about === undefined ? undefined : messageOf(call, about),
  }
}

function contentOf(call: OwaCall, { mode, about, ...draft }: Draft, form: SentForm): MessageContent {
  const addresses = (text: string) => readRecipients(text, call).addresses
  const carried = mode === 'Forward' || mode === 'Edit' ? (about?.attachments ?? []) : []
  const attachments: Attachment[] = form.files.map((file) => ({ ...file, inline: false }))
  const answers = (mode === 'Reply' || mode === 'ReplyAll') && about?.messageId !== undefined
  return message({
    from: call.mailbox.address,
    to: addresses(draft.to),
    cc: addresses(draft.cc),
    bcc: addresses(draft.bcc),
    subject: draft.subject,
    body: { type: 'text', content: draft.body },
    attachments: [...carried, ...attachments],
    ...(answers
      ? { inReplyTo: about.messageId, references: [about.references, about.messageId].filter(Boolean).join(' ') }
      : {}),
  })
}

/** A full mailbox cannot send, as there is no room for the copy. */
function noRoom(call: OwaCall, draft: Draft, content: MessageContent): Markup | undefined {
  const { mailbox } = call
  if (mailbox.used + sizeOf(content) <= mailbox.user.quota) return undefined
  return composeForm(call, draft, 'Your mailbox is full. Delete something, and empty Deleted Items, before you send.')
}

function dropDraft(mailbox: Mailbox, { mode, about }: Draft): void {
  if (mode === 'Edit' && about?.draft === true) mailbox.delete(about)
}
