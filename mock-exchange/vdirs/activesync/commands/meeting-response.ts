import { childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { AppointmentContent } from '../../../mailbox/item.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { itemAt, itemOfLongId } from '../items/server-id.ts'

const page = 'MeetingResponse'
const tag = tagsOf(page)

/** Status of MeetingResponse ([MS-ASCMD] 2.2.3.177.9). */
const statuses = { success: '1', invalidMeeting: '2' } as const

/** UserResponse, and what it makes of the attendee and of the time. */
const responses: Readonly<
  Record<string, Pick<AppointmentContent, 'busyStatus'> & { readonly response: 'accept' | 'tentative' | 'decline' }>
> = {
  1: { response: 'accept', busyStatus: 'busy' },
  2: { response: 'tentative', busyStatus: 'tentative' },
  3: { response: 'decline', busyStatus: 'free' },
}

/** Accepts or declines a meeting that stands in the calendar; a declined one is taken out of it. */
export const meetingResponse: ActiveSyncCommand = {
  name: 'MeetingResponse',
  page,
  run(call) {
    const requests = childrenNamed(call.body, page, 'Request')
    if (call.body?.tag !== 'MeetingResponse' || requests.length === 0) {
      return { body: tag('MeetingResponse', tag('Result', tag('Status', statuses.invalidMeeting))) }
    }
    return { body: tag('MeetingResponse', ...requests.map((request) => respond(call, request))) }
  },
}

function respond(call: ActiveSyncCall, request: WbxmlElement): WbxmlElement {
  const { mailbox } = call
  const requestId = textOf(request, page, 'RequestId')
  const longId = textOf(request, 'Search', 'LongId')
  const id = requestId === undefined ? [] : [tag('RequestId', requestId)]
  const chosen = responses[textOf(request, page, 'UserResponse') ?? '']
  const found = longId === undefined ? itemAt(call, requestId) : itemOfLongId(call, longId)
  if (found?.item.kind !== 'appointment' || chosen === undefined) {
    return tag('Result', ...id, tag('Status', statuses.invalidMeeting))
  }
  const { item, collection } = found
  if (chosen.response === 'decline') {
    mailbox.move(item, mailbox.folder('deleteditems'))
    return tag('Result', ...id, tag('Status', statuses.success))
  }
  const attendees = item.attendees.map((attendee) =>
    attendee.address.toLowerCase() === mailbox.address.address.toLowerCase()
      ? { ...attendee, response: chosen.response }
      : attendee,
  )
  mailbox.update(item, { attendees, busyStatus: chosen.busyStatus })
  return tag('Result', ...id, tag('Status', statuses.success), tag('CalendarId', `${collection}:${item.id.counter}`))
}
