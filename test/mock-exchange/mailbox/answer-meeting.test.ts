import t, { type Test } from 'tap'
import { createClock } from '../../../base/clock.ts'
import { answerable, answerMeeting } from '../../../mock-exchange/mailbox/answer-meeting.ts'
import { deliverMeeting } from '../../../mock-exchange/mailbox/deliver-meeting.ts'
import type { Appointment } from '../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../mock-exchange/mailbox/mailbox.ts'
import { meetingKeys } from '../../../mock-exchange/mailbox/mapi/message-properties.ts'
import type { MeetingAnswer } from '../../../mock-exchange/mailbox/meeting-class.ts'
import { readMime } from '../../../mock-exchange/mailbox/mime/read-mime.ts'
import { MailboxStore } from '../../../mock-exchange/mailbox/store.ts'
import { bob } from '../vdirs/host.ts'
import { invitation, meetingStart } from './mime/invitation.ts'

const ann = 'ann@fabrikam.com'
const week = 7 * 86_400_000
const byAnn = { from: ann, to: bob.mailbox, organizer: ann, attendees: [`;CN=Bob:mailto:${bob.mailbox}`] }

/** Bob's mailbox, and requests that are delivered to it and answered there. */
function open(t: Test) {
  const clock = createClock()
  t.teardown(() => clock[Symbol.dispose]())
  const store = new MailboxStore({ clock, users: [bob], domain: 'contoso.com' })
  const mailbox = store.of(bob) as Mailbox
  const ask = async (...more: string[]) => {
    const content = await readMime(invitation('REQUEST', { ...byAnn, more }))
    store.transport.receive(content, [bob.mailbox], undefined)
    await deliverMeeting(content, [bob.mailbox], store, clock.now())
  }
  const answer = (said: MeetingAnswer) => {
    const request = mailbox.items(mailbox.folder('inbox')).at(-1)
    const meeting = request && answerable(mailbox, request)
    if (request === undefined || meeting === undefined) throw new Error('there is nothing to answer')
    return answerMeeting(mailbox, meeting, said)
  }
  const meetings = () =>
    mailbox
      .items(mailbox.folder('calendar'))
      .filter((item): item is Appointment => item.kind === 'appointment' && item.uid === 'plan-1@fabrikam.com')
  return { ask, answer, meetings }
}

t.test('who declines one occurrence keeps the series, and tells the organizer which one', async (t) => {
  const { ask, answer, meetings } = open(t)
  await ask('RRULE:FREQ=WEEKLY;COUNT=3')
  answer('accept')
  await ask('RECURRENCE-ID:20140617T080000Z')
  const declined = answer('decline')
  t.match(meetings(), [{ deletedOccurrences: [meetingStart + week], attendees: [{ response: 'accept' }] }])
  t.equal(declined.meeting, undefined)
  t.match(declined.message?.to, [{ address: ann }])
  t.equal(declined.message?.properties.get(meetingKeys.occurrence), meetingStart + week)
})

t.test('accepted time is shown as the organizer means it', async (t) => {
  const { ask, answer, meetings } = open(t)
  await ask('X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE', 'X-MICROSOFT-CDO-INTENDEDSTATUS:OOF')
  t.match(meetings(), [{ busyStatus: 'tentative' }])
  answer('accept')
  t.match(meetings(), [{ busyStatus: 'oof' }])
})
