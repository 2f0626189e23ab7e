// Answers to meeting requests, from the page that shows one.

import { lookupTable } from '../../../../base/lookup-table.ts'
import { answerable, answerMeeting as answerIn } from '../../../mailbox/answer-meeting.ts'
import { attendToMeeting } from '../../../mailbox/attend-to-meeting.ts'
import type { MeetingAnswer } from '../../../mailbox/meeting-class.ts'
import { link, messageOf, OwaNotFound } from '../call.ts'
import type { OwaAction } from './action.ts'

const answers = lookupTable<MeetingAnswer>({ accept: 'accept', tentative: 'tentative', decline: 'decline' })

/** Accepts or declines the meeting that a request is about (`answer`), and tells the organizer. */
export const answerMeeting: OwaAction = {
  name: 'AnswerMeeting',
  run(call, form) {
    const { mailbox, store, context } = call
    const request = messageOf(call, form.get('id') ?? '')
    const meeting = answerable(mailbox, request)
    const answer = answers[form.get('answer') ?? '']
    if (meeting === undefined || answer === undefined)
      throw new OwaNotFound('The meeting is no longer in the calendar.')
    const { message } = answerIn(mailbox, meeting, answer)
    mailbox.move(request, mailbox.folder('deleteditems'))
    if (message !== undefined) {
      const sent = store.transport.submit(mailbox, message)
      const recipients = sent.to.map(({ address }) => address)
      const byAddress = (address: string) => store.byAddress(address)
      attendToMeeting(sent, { recipients, byAddress, now: context.clock.now() })
      mailbox.add(mailbox.folder('sentitems'), sent, { read: true })
    }
    return link({ ae: 'Folder', t: 'IPF.Note', id: 'inbox', note: 'sent' })
  },
}
