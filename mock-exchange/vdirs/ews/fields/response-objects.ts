import type { Item } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { Markup, markup } from '../../../xml/markup.ts'

const answers = ['ReplyToItem', 'ReplyAllToItem', 'ForwardItem']
const meetingAnswers = ['AcceptItem', 'TentativelyAcceptItem', 'DeclineItem', ...answers]

/** `t:ResponseObjects`: what a client can answer an item with. */
export function responseObjects(item: Item, mailbox: Mailbox): Markup | undefined {
  const names = namesFor(item, mailbox)
  if (names.length === 0) return undefined
  return markup`<t:ResponseObjects>${names.map((name) => new Markup(`<t:${name}/>`))}</t:ResponseObjects>`
}

function namesFor(item: Item, mailbox: Mailbox): readonly string[] {
  if (item.kind === 'appointment') {
    const mine = item.organizer?.address.toLowerCase() === mailbox.user.mailbox.toLowerCase()
    if (item.attendees.length > 0) return mine ? ['CancelCalendarItem', 'ForwardItem'] : meetingAnswers
    return ['ForwardItem']
  }
  if (item.kind !== 'message') return []
  if (item.itemClass === 'IPM.Schedule.Meeting.Request') return meetingAnswers
  if (item.itemClass === 'IPM.Schedule.Meeting.Canceled') return ['RemoveItem', ...answers]
  return item.draft ? ['ForwardItem'] : answers
}
