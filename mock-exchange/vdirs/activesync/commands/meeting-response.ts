import { lookupTable } from '../../../../base/lookup-table.ts'
import { childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { MeetingAnswer } from '../../../mailbox/meeting-class.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { itemAt, itemOfLongId, serverIdOf } from '../items/server-id.ts'
import { readDate } from '../items/values.ts'

const page = 'MeetingResponse'
const tag = tagsOf(page)

/** Status of MeetingResponse ([MS-ASCMD] 2.2.3.177.9). */
const statuses = { success: '1', invalidMeeting: '2' } as const

/** UserResponse. */
const answers = lookupTable<MeetingAnswer>({ 1: 'accept', 2: 'tentative', 3: 'decline' })

/**
 * Accepts or declines a meeting, or one occurrence of it (InstanceId), by its request or as it stands in the calendar; a
 * declined one is taken out of it. The device writes to the organizer itself.
 */
export const meetingResponse: ActiveSyncCommand = {
  name: 'MeetingResponse',
  page,
  async run(call) {
    const requests = childrenNamed(call.body, page, 'Request')
    if (call.body?.tag !== 'MeetingResponse' || requests.length === 0) {
      return { body: tag('MeetingResponse', tag('Result', tag('Status', statuses.invalidMeeting))) }
    }
    const results: WbxmlElement[] = []
    for (const request of requests) results.push(await respond(call, request))
    return { body: tag('MeetingResponse', ...results) }
  },
}

async function respond(call: ActiveSyncCall, request: WbxmlElement): Promise<WbxmlElement> {
  const { mailbox } = call
  const requestId = textOf(request, page, 'RequestId')
  const longId = textOf(request, 'Search', 'LongId')
  const id = requestId === undefined ? [] : [tag('RequestId', requestId)]
  const answer = answers[textOf(request, page, 'UserResponse') ?? '']
  const item = (longId === undefined ? itemAt(call, requestId) : itemOfLongId(call, longId))?.item
  const instance = textOf(request, page, 'InstanceId')
  const original = readDate(instance)
  const isUnreadable = instance !== undefined && original === undefined
  // With the library of calendars, which no other command needs.
  const { answerable, answerMeeting } = await import('../../../mailbox/answer-meeting.ts')
  const meeting = item === undefined || isUnreadable ? undefined : answerable(mailbox, item, original)
  if (item === undefined || meeting === undefined || answer === undefined) {
    return tag('Result', ...id, tag('Status', statuses.invalidMeeting))
  }
  const { meeting: left } = answerMeeting(mailbox, meeting, answer)
  if (item.kind === 'message') mailbox.move(item, mailbox.folder('deleteditems'))
  const calendarId = left && serverIdOf(call.state.hierarchy.idOf(mailbox.folderAt(left.folder)), left)
  return tag(
    'Result',
    ...id,
    tag('Status', statuses.success),
    ...(calendarId === undefined ? [] : [tag('CalendarId', calendarId)]),
  )
}
