// SendMail, SmartReply and SmartForward ([MS-ASCMD] 2.2.1.17, 2.2.1.19, 2.2.1.20).
//
//   before 14.0: MIME as the body, the rest in the URI        from 14.0 on: a document with the MIME in it

import { escapeMarkup } from '../../../../base/escape-markup.ts'
import { childOf, innerBytes, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { plainText } from '../../../mailbox/body-text.ts'
import { deliverMeeting } from '../../../mailbox/deliver-meeting.ts'
import { MailboxError } from '../../../mailbox/errors.ts'
import type { Item, Message, MessageContent } from '../../../mailbox/item.ts'
import { readMime } from '../../../mailbox/mime/read-mime.ts'
import type { ActiveSyncAnswer, ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { ActiveSyncError, commonStatus } from '../errors.ts'
import { lastVerb } from '../items/email.ts'
import { itemAt, itemOfLongId } from '../items/server-id.ts'
import { isTrue } from '../sync/options.ts'

const page = 'ComposeMail'
const tag = tagsOf(page)

type Name = 'SendMail' | 'SmartReply' | 'SmartForward'

export const sendMail = composing('SendMail')
export const smartReply = composing('SmartReply')
export const smartForward = composing('SmartForward')

/** What is asked for, in whichever form it came. */
interface Asked {
  readonly mime: Buffer
  readonly saveInSent: boolean
  readonly clientId: string | undefined
  /** The message that is answered or forwarded. */
  readonly source: Item | undefined
  /** The MIME says all; nothing of the source is added. */
  readonly replaceMime: boolean
}

function composing(name: Name): ActiveSyncCommand {
  return {
    name,
    page,
    mimeBefore14: true,
    async run(call) {
      const asked = call.version < 140 ? fromUri(call, name) : fromDocument(call, name)
      if (asked.clientId !== undefined && call.device.sentIds.has(asked.clientId)) {
        return failed(name, commonStatus.alreadySent)
      }
      await send(call, name, asked)
      if (asked.clientId !== undefined) call.device.sentIds.add(asked.clientId)
      return {}
    },
  }
}

function failed(name: Name, status: number): ActiveSyncAnswer {
  return { body: tag(name, tag('Status', String(status))) }
}

function fromUri(call: ActiveSyncCall, name: Name): Asked {
  const { uri, bytes } = call
  const { itemId, longId, saveInSent } = uri
  const source = longId === undefined ? itemAt(call, itemId) : itemOfLongId(call, longId)
  return { mime: bytes, saveInSent, clientId: undefined, source: sourceFor(name, source?.item), replaceMime: false }
}

function fromDocument(call: ActiveSyncCall, name: Name): Asked {
  const { body } = call
  const mime = childOf(body, page, 'Mime')
  if (body?.page !== page || body.tag !== name || mime === undefined) {
    throw new ActiveSyncError(commonStatus.invalidXml, `${name} without Mime`)
  }
  const clientId = textOf(body, page, 'ClientId')
  if (clientId === undefined) throw new ActiveSyncError(commonStatus.invalidXml, `${name} without ClientId`)
  const flag = (tagName: string): boolean => isTrue(childOf(body, page, tagName), textOf(body, page, tagName))
  return {
    mime: innerBytes(mime),
    saveInSent: flag('SaveInSentItems'),
    clientId,
    source: sourceFor(name, sourceOf(call, childOf(body, page, 'Source'))),
    replaceMime: flag('ReplaceMime'),
  }
}

function sourceOf(call: ActiveSyncCall, source: WbxmlElement | undefined): Item | undefined {
  const longId = textOf(source, page, 'LongId')
  return (longId === undefined ? itemAt(call, textOf(source, page, 'ItemId')) : itemOfLongId(call, longId))?.item
}

/** @throws ActiveSyncError itemNotFound when a message to be answered or forwarded is not there */
function sourceFor(name: Name, item: Item | undefined): Item | undefined {
  if (name === 'SendMail') return undefined
  if (item === undefined) throw new ActiveSyncError(commonStatus.itemNotFound, 'SourceItemNotFound')
  return item
}

async function send(call: ActiveSyncCall, name: Name, { mime, source, replaceMime, saveInSent }: Asked): Promise<void> {
  const { mailbox, store } = call
  const written = await read(mime)
  const content = source === undefined || replaceMime ? written : withSource(written, source, name)
  if (content.to.length + content.cc.length + content.bcc.length === 0) {
    throw new ActiveSyncError(commonStatus.noRecipient, 'MessageHasNoRecipient')
  }
  // Before anything is sent: a device that is refused sends again.
  if (saveInSent && mailbox.used + mime.length > mailbox.user.quota) {
    throw new ActiveSyncError(commonStatus.mailboxQuotaExceeded, 'MailboxQuotaExceeded')
  }
  try {
    // Devices write whatever they like into From; a user sends as themself.
    const sent = store.transport.submit(mailbox, { ...content, from: mailbox.address, sender: mailbox.address })
    const recipients = [...sent.to, ...sent.cc, ...sent.bcc].map(({ address }) => address)
    await deliverMeeting(sent, recipients, store, call.clock.now())
    if (saveInSent) mailbox.add(mailbox.folder('sentitems'), sent, { read: true })
    if (source !== undefined) markDone(call, source, name)
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    throw new ActiveSyncError(commonStatus.mailboxQuotaExceeded, error.message, { cause: error })
  }
}

async function read(mime: Buffer): Promise<MessageContent> {
  if (mime.length === 0) throw new ActiveSyncError(commonStatus.invalidMime, 'EmptyMime')
  try {
    return await readMime(mime)
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    throw new ActiveSyncError(commonStatus.invalidMime, error.message, { cause: error })
  }
}

/** The message with the one that it answers or forwards below it; a forwarded one brings its attachments. */
function withSource(written: MessageContent, source: Item, name: Name): MessageContent {
  const original = source.kind === 'message' ? source : undefined
  const head = original === undefined ? [] : quotedHead(original)
  const text = [plainText(written), '', '-----Original Message-----', ...head, '', plainText(source)].join('\r\n')
  const inReplyTo = written.inReplyTo ?? original?.messageId
  const references =
    written.references ?? ([original?.references, original?.messageId].filter(Boolean).join(' ') || undefined)
  return {
    ...written,
    body:
      written.body.type === 'html'
        ? { type: 'html', content: `${written.body.content}<hr>${quotedHtml(head, source)}`, plain: text }
        : { type: 'text', content: text },
    attachments: name === 'SmartForward' ? [...written.attachments, ...source.attachments] : written.attachments,
    inReplyTo,
    references,
    mime: undefined,
  }
}

function quotedHead({ from, to, subject, sentAt, receivedAt }: Message): string[] {
  const sent = new Date(sentAt ?? receivedAt).toUTCString()
  return [
    `From: ${from?.name ?? ''}`,
    `Sent: ${sent}`,
    `To: ${to.map(({ name }) => name).join('; ')}`,
    `Subject: ${subject}`,
  ]
}

function quotedHtml(head: readonly string[], { body }: Item): string {
  const original = body.type === 'html' ? body.content : `<pre>${escapeMarkup(body.content)}</pre>`
  return `<p>${head.map(escapeMarkup).join('<br>')}</p>${original}`
}

/** Notes on the original that it was answered or forwarded, which clients show beside it. */
function markDone({ mailbox }: ActiveSyncCall, source: Item, name: Name): void {
  const { mapi } = name === 'SmartReply' ? lastVerb.reply : lastVerb.forward
  mailbox.mark(source, { properties: new Map([...source.properties, [lastVerb.property, mapi]]) })
}
