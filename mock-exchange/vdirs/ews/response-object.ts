// Answers to items (ResponseObjectType): replies, forwards, answers to meetings, and receipts that are not wanted.

import { escapeMarkup } from '../../../base/escape-markup.ts'
import { lookupTable } from '../../../base/lookup-table.ts'
import { meetingIn } from '../../mailbox/calendar-attendant.ts'
import {
  type Address,
  type Appointment,
  type Item,
  type Message,
  type MessageContent,
  message,
  plainText,
} from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { meetingKeys } from '../../mailbox/mapi/message-properties.ts'
import { topicOf } from '../../mailbox/subject.ts'
import { childOf, type Element } from '../../xml/document.ts'
import { readBody } from './body.ts'
import { EwsError, schemaFault } from './errors.ts'
import type { OccurrenceItem } from './item-id.ts'
import { itemById } from './item-reference.ts'
import { answerMeeting, inviteTo, type MeetingAnswer } from './meeting.ts'
import { typesNamespace } from './namespaces.ts'
import type { EwsCall } from './operation.ts'
import { type GivenItem, withProperties } from './read-item.ts'

/** What a response object comes to: a message to save or send, or nothing more. */
export type Response = GivenItem | undefined

type Maker = (element: Element, item: Item, mailbox: Mailbox, call: EwsCall) => Promise<Response> | Response

const makers = lookupTable<Maker>({
  ReplyToItem: (element, item, mailbox) => reply(element, messageIn(item), mailbox, 'sender'),
  ReplyAllToItem: (element, item, mailbox) => reply(element, messageIn(item), mailbox, 'all'),
  ForwardItem: (element, item) => forward(element, messageIn(item)),
  AcceptItem: (_, item, mailbox, call) => meetingAnswer(item, mailbox, call, 'accept'),
  TentativelyAcceptItem: (_, item, mailbox, call) => meetingAnswer(item, mailbox, call, 'tentative'),
  DeclineItem: (_, item, mailbox, call) => meetingAnswer(item, mailbox, call, 'decline'),
  CancelCalendarItem: (_, item, mailbox, call) => cancel(item, mailbox, call),
  // Receipts are never sent here, so there is none to suppress.
  SuppressReadReceipt: () => undefined,
})

/** Whether an element of CreateItem answers an item rather than making one from nothing. */
export function isResponseObject({ namespaceURI, localName }: Element): boolean {
  return namespaceURI === typesNamespace && localName in makers
}

/** Carries a response object out. @throws EwsError, EwsFault */
export async function respond(element: Element, call: EwsCall): Promise<Response> {
  const reference = childOf(element, typesNamespace, 'ReferenceItemId')
  const make = makers[element.localName]
  if (reference === undefined || make === undefined) {
    throw schemaFault(`The element '${element.localName}' has incomplete content: 'ReferenceItemId'.`)
  }
  const { mailbox, item } = itemById(reference, call)
  return make(element, item, mailbox, call)
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
    ({ localName }) => localName !== 'ReferenceItemId' && localName !== 'NewBodyContent',
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

function meetingAnswer(item: Item, mailbox: Mailbox, call: EwsCall, answer: MeetingAnswer): Response {
  const content = answerMeeting(call, mailbox, meetingOf(item, mailbox), answer)
  return content && { content, read: true, receivedAt: undefined }
}

async function cancel(item: Item, mailbox: Mailbox, call: EwsCall): Promise<Response> {
  const meeting = meetingOf(item, mailbox)
  await inviteTo(call, mailbox, meeting, 'Canceled')
  mailbox.move(meeting, mailbox.folder('deleteditems'))
  return undefined
}

/** The appointment that an item is, or that a meeting request is about. */
function meetingOf(item: Item, mailbox: Mailbox): Appointment {
  const uid = item.properties.get(meetingKeys.uid)
  const meeting = item.kind === 'appointment' ? item : typeof uid === 'string' ? meetingIn(mailbox, uid) : undefined
  if (meeting !== undefined) return 'occurrenceOf' in meeting ? (meeting as OccurrenceItem).occurrenceOf : meeting
  throw new EwsError('ErrorInvalidItemForOperationAcceptItem', 'Operation is not valid for the type of item provided.')
}
