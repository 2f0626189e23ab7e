// Answers to items (ResponseObjectType): replies, forwards, answers to meetings, and receipts that are not wanted.

import { escapeMarkup } from '../../../base/escape-markup.ts'
import { lookupTable } from '../../../base/lookup-table.ts'
import { answerable, answerMeeting } from '../../mailbox/answer-meeting.ts'
import { plainText } from '../../mailbox/body-text.ts'
import { receivedFor } from '../../mailbox/delegated-meetings.ts'
import {
  type Address,
  type Appointment,
  type Item,
  type Message,
  type MessageContent,
  message,
} from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingKeys } from '../../mailbox/mapi/message-properties.ts'
import type { MeetingAnswer } from '../../mailbox/meeting-class.ts'
import { meetingAbout } from '../../mailbox/meeting-lookup.ts'
import { deleteOccurrence, isOccurrence } from '../../mailbox/occurrence-item.ts'
import { topicOf } from '../../mailbox/subject.ts'
import { childOf, type Element, textOf } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { refuseChange } from './access.ts'
import { readBody } from './body.ts'
import { EwsError, schemaFault } from './errors.ts'
import { itemElementName } from './fields/tables.ts'
import { itemIdElement } from './item-id.ts'
import { itemById } from './item-reference.ts'
import { cancelMeeting, refuseAnswer, refuseCancel, refuseOutdated } from './meeting.ts'
import { typesNamespace } from './namespaces.ts'
import type { EwsCall } from './operation.ts'
import { type GivenItem, withProperties } from './read-item.ts'
import { senderFor } from './send.ts'
import { readInstant } from './values.ts'

/** What a response object comes to. */
export interface Response {
  /** A message to save or send. */
  readonly draft?: GivenItem
  /** A message that is sent already, of which a copy may be kept. */
  readonly sent?: MessageContent | undefined
  /** Items that it has changed, for the answer. */
  readonly beside?: Markup
}

/** @param sends whether the draft is sent at once */
type Maker = (element: Element, item: Item, mailbox: Mailbox, call: EwsCall, sends: boolean) => Promise<Response>

const makers = lookupTable<Maker>({
  ReplyToItem: async (element, item, mailbox) => ({ draft: await reply(element, messageIn(item), mailbox, 'sender') }),
  ReplyAllToItem: async (element, item, mailbox) => ({ draft: await reply(element, messageIn(item), mailbox, 'all') }),
  ForwardItem: async (element, item) => ({ draft: await forward(element, messageIn(item)) }),
  AcceptItem: meetingAnswer('accept'),
  TentativelyAcceptItem: meetingAnswer('tentative'),
  DeclineItem: meetingAnswer('decline'),
  CancelCalendarItem: cancel,
  RemoveItem: remove,
  // Receipts are never sent here, so there is none to suppress.
  SuppressReadReceipt: async () => ({}),
})

/** Whether an element of CreateItem answers an item rather than making one from nothing. */
export function isResponseObject({ namespaceURI, localName }: Element): boolean {
  return namespaceURI === typesNamespace && localName in makers
}

/** Carries a response object out. @param sends whether its draft is sent at once @throws EwsError, EwsFault */
export async function respond(element: Element, call: EwsCall, sends: boolean): Promise<Response> {
  const reference = childOf(element, typesNamespace, 'ReferenceItemId')
  const make = makers[element.localName]
  if (reference === undefined || make === undefined) {
    throw schemaFault(`The element '${element.localName}' has incomplete content: 'ReferenceItemId'.`)
  }
  const { mailbox, item } = itemById(reference, call)
  return make(element, item, mailbox, call, sends)
}

function messageIn(item: Item): Message {
  if (item.kind === 'message') return item
  throw new EwsError('ErrorInvalidItemForOperationCreateItem', 'Operation is not valid for the type of item provided.')
}

function reply(element: Element, original: Message, mailbox: Mailbox, to: 'sender' | 'all'): Promise<GivenItem> {
  const own = mailbox.user.mailbox.toLowerCase()
  const others = (list: readonly Address[]): Address[] => list.filter(({ address }) => address.toLowerCase() !== own)
  const back = original.replyTo.length > 0 ? original.replyTo : [original.from].filter((one) => one !== undefined)
  const references = [original.references, original.messageId].filter(Boolean).join(' ')
  const answer = message({
    subject: `RE: ${topicOf(original.subject)}`,
    to: to === 'all' ? [...back, ...others(original.to)] : back,
    cc: to === 'all' ? others(original.cc) : [],
    inReplyTo: original.messageId,
    references: references || undefined,
    body: quoting(element, original),
  })
  return completed(answer, element)
}

function forward(element: Element, original: Message): Promise<GivenItem> {
  const onward = message({
    subject: `FW: ${topicOf(original.subject)}`,
    attachments: original.attachments,
    references: original.messageId,
    body: quoting(element, original),
  })
  return completed(onward, element)
}

function completed(content: MessageContent, element: Element): Promise<GivenItem> {
  const own = element.children.filter(
    ({ localName }) => !['ReferenceItemId', 'NewBodyContent', 'ProposedStart', 'ProposedEnd'].includes(localName),
  )
  return withProperties(content, own)
}

/** What is newly written, above the original. */
function quoting(element: Element, original: Message): MessageContent['body'] {
  const fresh = childOf(element, typesNamespace, 'NewBodyContent')
  const { type, content } = readBody(fresh, { type: 'text', content: '' }).body
  const { from, to, subject } = original
  const head = [
    ['From', from?.name ?? ''],
    ['To', to.map(({ name }) => name).join('; ')],
    ['Subject', subject],
  ].map(([name, value]) => `${name}: ${value}`)
  const quoted = ['', '________________________________', ...head, '', plainText(original)].join('\r\n')
  return type === 'text'
    ? { type, content: content + quoted }
    : { type, content: `${content}<hr><pre>${escapeMarkup(quoted)}</pre>` }
}

function meetingAnswer(answer: MeetingAnswer): Maker {
  return async (element, item, mailbox, call, sends) => {
    const calendarOf = principalOf(item, call) ?? mailbox
    const asked = meetingOf(item, calendarOf)
    refuseChange(calendarOf, asked, call)
    refuseOutdated(calendarOf, item)
    refuseAnswer(calendarOf, asked, answer)
    // Before anything is stored: who may change the calendar need not be let answer.
    if (sends && asked.organizer !== undefined) senderFor(call, calendarOf.address)
    const { meeting, message: answered } = answerMeeting(calendarOf, asked, answer)
    // The request is done with; a client is told where both are now.
    const request = item.kind === 'message' ? mailbox.move(item, mailbox.folder('deleteditems')) : undefined
    const beside = markup`${meeting && idOnly(calendarOf, meeting)}${request && idOnly(mailbox, request)}`
    if (answered === undefined) return { beside }
    return { draft: { ...(await completed(proposing(element, answered), element)), read: true }, beside }
  }
}

/** Whose calendar a delegate's copy of a message is about; undefined for a reader's own. */
function principalOf(item: Item, { store }: EwsCall): Mailbox | undefined {
  const principal = receivedFor(item)
  return principal && store.byAddress(principal.address)
}

/** An answer with the times that it proposes instead, if it does. */
function proposing(element: Element, answer: MessageContent): MessageContent {
  const properties = new Map(answer.properties)
  for (const [name, key] of [
    ['ProposedStart', meetingKeys.proposedStart],
    ['ProposedEnd', meetingKeys.proposedEnd],
  ] as const) {
    const text = textOf(childOf(element, typesNamespace, name))
    if (text !== undefined) properties.set(key, readInstant(text))
  }
  if (properties.size === answer.properties.size) return answer
  return { ...answer, properties, subject: answer.subject.replace(/^\w+:/, 'New Time Proposed:') }
}

async function cancel(element: Element, item: Item, mailbox: Mailbox, call: EwsCall): Promise<Response> {
  const meeting = meetingOf(item, mailbox)
  refuseChange(mailbox, meeting, call)
  refuseCancel(mailbox, meeting)
  const { body } = readBody(childOf(element, typesNamespace, 'NewBodyContent'), meeting.body)
  const sent = cancelMeeting(call, mailbox, { ...meeting, body })
  if (isOccurrence(meeting)) deleteOccurrence(mailbox, meeting)
  else mailbox.move(meeting, mailbox.folder('deleteditems'))
  return { sent }
}

/** Takes a meeting that was cancelled out of the calendar, and the cancellation out of its folder. */
async function remove(_: Element, item: Item, mailbox: Mailbox, call: EwsCall): Promise<Response> {
  refuseChange(mailbox, item, call)
  if (!item.itemClass.endsWith('.Canceled')) {
    throw new EwsError(
      'ErrorInvalidItemForOperationRemoveItem',
      'Operation is not valid for the type of item provided.',
    )
  }
  const meeting = meetingAbout(mailbox, item)
  if (meeting !== undefined) refuseChange(mailbox, meeting, call)
  if (meeting !== undefined && isOccurrence(meeting)) deleteOccurrence(mailbox, meeting)
  else if (meeting !== undefined) mailbox.move(meeting, mailbox.folder('deleteditems'))
  mailbox.move(item, mailbox.folder('deleteditems'))
  return {}
}

function idOnly(mailbox: Mailbox, item: Item): Markup {
  const element = itemElementName(item)
  return markup`<t:${element}>${itemIdElement(mailbox, item)}</t:${element}>`
}

/** The appointment that an item is, or that a meeting request is about. */
function meetingOf(item: Item, mailbox: Mailbox): Appointment {
  const meeting = answerable(mailbox, item)
  if (meeting !== undefined) return meeting
  throw new EwsError('ErrorInvalidItemForOperationAcceptItem', 'Operation is not valid for the type of item provided.')
}
