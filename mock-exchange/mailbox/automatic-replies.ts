// Automatic replies (out of office) of a mailbox: what is set, and to whom a reply has gone already. All protocols that
// set them share these; the transport sends them.

import { type Address, type MessageContent, message } from './item.ts'
import type { Mailbox } from './mailbox.ts'

export interface OofSettings {
  readonly state: 'Disabled' | 'Enabled' | 'Scheduled'
  /** Who outside the organisation is told. */
  readonly audience: 'None' | 'Known' | 'All'
  /** While `Scheduled`: milliseconds since 1970, on the lab's clock. */
  readonly start: number
  readonly end: number
  /** HTML. */
  readonly internalReply: string
  readonly externalReply: string
}

interface Replies {
  settings: OofSettings
  /** Who has been told since it was last set, in lower case. */
  readonly told: Set<string>
}

/** Senders remembered for a mailbox. */
const mostTold = 10_000

const ofMailbox = new WeakMap<Mailbox, Replies>()

function repliesOf(mailbox: Mailbox): Replies {
  const known = ofMailbox.get(mailbox)
  if (known !== undefined) return known
  const start = 0
  const settings = {
    state: 'Disabled',
    audience: 'All',
    start,
    end: start,
    internalReply: '',
    externalReply: '',
  } as const
  const fresh: Replies = { settings, told: new Set() }
  ofMailbox.set(mailbox, fresh)
  return fresh
}

/** What is set. */
export function oofSettingsOf(mailbox: Mailbox): OofSettings {
  return repliesOf(mailbox).settings
}

/** Sets the replies; everybody is told anew. */
export function setOofSettings(mailbox: Mailbox, settings: OofSettings): void {
  const replies = repliesOf(mailbox)
  replies.settings = settings
  replies.told.clear()
}

/** Whether the owner is away at that time. */
export function isOutOfOffice(mailbox: Mailbox, now: number): boolean {
  const { state, start, end } = oofSettingsOf(mailbox)
  return state === 'Enabled' || (state === 'Scheduled' && now >= start && now < end)
}

/** What a reply needs beside the settings. */
export interface ReplyCircumstances {
  readonly now: number
  /** The sender belongs to the organisation. */
  readonly internal: boolean
  readonly messageId: string
}

/**
 * The reply to a message that has arrived, once for each sender; undefined when there is none to be sent. Machines get
 * none (RFC 3834 section 2): reports, and other automatic replies.
 */
export function automaticReply(
  mailbox: Mailbox,
  arrived: MessageContent,
  { now, internal, messageId }: ReplyCircumstances,
): MessageContent | undefined {
  const sender = arrived.from
  if (sender === undefined || !isOutOfOffice(mailbox, now) || !isFromPerson(arrived)) return undefined
  const { settings, told } = repliesOf(mailbox)
  const address = sender.address.toLowerCase()
  if (address === mailbox.user.mailbox.toLowerCase() || told.has(address)) return undefined
  if (!internal && !isInAudience(mailbox, settings, address)) return undefined
  const content = internal ? settings.internalReply : settings.externalReply
  if (content === '') return undefined
  if (told.size < mostTold) told.add(address)
  return reply({ mailbox, arrived, sender, content, now, messageId })
}

function isFromPerson({ itemClass }: MessageContent): boolean {
  return !/^REPORT\.|^IPM\.Note\.Rules\./i.test(itemClass)
}

/** `Known` are those that the owner has among the contacts. */
function isInAudience(mailbox: Mailbox, { audience }: OofSettings, address: string): boolean {
  if (audience !== 'Known') return audience === 'All'
  return mailbox
    .items(mailbox.folder('contacts'))
    .some((item) => item.kind === 'contact' && item.emails.some((email) => email.address.toLowerCase() === address))
}

function reply(given: {
  mailbox: Mailbox
  arrived: MessageContent
  sender: Address
  content: string
  now: number
  messageId: string
}): MessageContent {
  const { mailbox, arrived, sender, content, now, messageId } = given
  return message({
    itemClass: 'IPM.Note.Rules.OofTemplate.Microsoft',
    subject: `Automatic reply: ${arrived.subject}`,
    from: mailbox.address,
    to: [sender],
    sentAt: now,
    messageId,
    ...(arrived.messageId === undefined ? {} : { inReplyTo: arrived.messageId }),
    body: { type: 'html', content },
  })
}
