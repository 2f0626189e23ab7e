// Meetings as phones have them: the mail that asks, answers and calls off is MIME with a calendar in it, and what it says
// stands in calendars whatever protocol it came by.

import t, { type Test } from 'tap'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { uidOf } from '../../../../mock-exchange/mailbox/mapi/global-object-id.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { childAt, tagsOf, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { invitation, meetingStart } from '../../mailbox/mime/invitation.ts'
import { envelope, post } from '../ews/soap.ts'
import { alice, bob, startHost } from '../host.ts'
import { ready } from './device.ts'
import { air, answerOf, body, idIn } from './phone.ts'

const compose = tagsOf('ComposeMail')
const response = tagsOf('MeetingResponse')

const meetingsIn = (mailbox: Mailbox, uid = 'plan-1@fabrikam.com') =>
  mailbox.items(mailbox.folder('calendar')).filter((item) => item.kind === 'appointment' && item.uid === uid)

async function start(t: Test) {
  const host = await startHost(t, [activeSync, ews])
  const store = mailboxesOf(host.context)
  const phoneOf = async (user: typeof alice) => {
    const command = await ready(host, { as: user, id: `PHONE${user.user}` })
    let sent = 0
    const sendMail = (mime: Buffer) => {
      sent += 1
      return command(host, 'SendMail', compose('SendMail', compose('ClientId', `c${sent}`), compose('Mime', mime)))
    }
    const sync = async (collection: string, key: string, ...rest: WbxmlElement[]) => {
      const members = [air('SyncKey', key), air('CollectionId', collection), ...rest]
      return answerOf(await command(host, 'Sync', air('Sync', air('Collections', air('Collection', ...members)))))
    }
    const items = async (collection: string, ...options: WbxmlElement[]) => {
      const { key } = await sync(collection, '0')
      const more = [air('GetChanges'), air('WindowSize', '512'), air('Options', ...options)]
      return (await sync(collection, key, ...more)).commands
    }
    const respond = async (requestId: string, answer: string, instance?: string) => {
      const request = response(
        'Request',
        response('UserResponse', answer),
        response('CollectionId', requestId.split(':')[0] ?? ''),
        response('RequestId', requestId),
        ...(instance === undefined ? [] : [response('InstanceId', instance)]),
      )
      const { root } = await command(host, 'MeetingResponse', response('MeetingResponse', request))
      return root && childAt(root, 'Result')
    }
    return { sendMail, sync, items, respond }
  }
  return { host, store, of: (user: typeof alice) => store.of(user) as Mailbox, phoneOf }
}

const dataOf = (commands: readonly WbxmlElement[], subject: string): WbxmlElement => {
  const found = commands.find((command) => textAt(command, 'ApplicationData', 'Subject') === subject)
  return (found && childAt(found, 'ApplicationData')) ?? air('none')
}

t.test('a phone asks to a meeting, another takes it up, and its answer is noted', async (t) => {
  const { of, phoneOf } = await start(t)
  const [hers, his] = [of(alice), of(bob)]
  const organizer = alice.mailbox
  const attendees = [`;CN=Bob;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${bob.mailbox}`]
  const common = { organizer, attendees, uid: 'plan-1@fabrikam.com' }
  const calendar = tagsOf('Calendar')
  const phone = await phoneOf(alice)
  // Her phone adds the meeting to her calendar, and writes to those who are invited.
  const { key } = await phone.sync('1', '0')
  const meeting = air(
    'ApplicationData',
    calendar('UID', common.uid),
    calendar('Subject', 'Plan'),
    calendar('StartTime', '20140610T080000Z'),
    calendar('EndTime', '20140610T090000Z'),
    calendar('Attendees', calendar('Attendee', calendar('Email', bob.mailbox), calendar('Name', 'Bob'))),
  )
  await phone.sync('1', key, air('Commands', air('Add', air('ClientId', '1'), meeting)))
  await phone.sendMail(invitation('REQUEST', { ...common, from: organizer, to: bob.mailbox }))
  t.match(his.items(his.folder('inbox')).at(-1), {
    itemClass: 'IPM.Schedule.Meeting.Request',
    subject: 'Plan',
    attachments: [],
    body: { content: /Shall we\?/ },
  })
  t.match(meetingsIn(his), [
    {
      subject: 'Plan',
      start: meetingStart,
      end: meetingStart + 3_600_000,
      timeZone: 'W. Europe Standard Time',
      location: 'Room 4',
      busyStatus: 'tentative',
      organizer: { address: organizer },
      attendees: [{ address: bob.mailbox, role: 'required' }],
    },
  ])

  const other = await phoneOf(bob)
  const mail = await other.items('5', air('MIMESupport', '2'), body(4))
  const data = dataOf(mail, 'Plan')
  t.same(
    ['StartTime', 'EndTime', 'Location', 'Organizer', 'InstanceType', 'BusyStatus', 'MeetingMessageType'].map((tag) =>
      textAt(data, 'MeetingRequest', tag),
    ),
    ['2014-06-10T08:00:00.000Z', '2014-06-10T09:00:00.000Z', 'Room 4', '"Ann" <alice@contoso.com>', '0', '2', '1'],
  )
  t.equal(textAt(data, 'ContentClass'), 'urn:content-classes:calendarmessage')
  t.equal(uidOf(Buffer.from(textAt(data, 'MeetingRequest', 'GlobalObjId') ?? '', 'base64')), common.uid)
  t.match(textAt(data, 'Body', 'Data'), /text\/calendar; charset=utf-8; method=REQUEST/)
  const answered = await other.respond(idIn(mail, 'Plan'), '1')
  t.same(answered && [textAt(answered, 'Status'), textAt(answered, 'CalendarId')?.slice(0, 2)], ['1', '1:'])
  t.match(meetingsIn(his), [{ busyStatus: 'busy', attendees: [{ response: 'accept' }] }])
  t.notOk(his.items(his.folder('inbox')).some(({ subject }) => subject === 'Plan'))
  const shown = dataOf(await other.items('1'), 'Plan')
  t.same([textAt(shown, 'MeetingStatus'), textAt(shown, 'ResponseType')], ['3', '3'])

  await other.sendMail(
    invitation('REPLY', {
      ...common,
      from: bob.mailbox,
      to: organizer,
      attendees: [`;PARTSTAT=ACCEPTED:mailto:${bob.mailbox}`],
    }),
  )
  t.match(hers.items(hers.folder('inbox')).at(-1), { itemClass: 'IPM.Schedule.Meeting.Resp.Pos' })
  t.match(meetingsIn(hers), [{ attendees: [{ address: bob.mailbox, response: 'accept' }] }])

  await phone.sendMail(invitation('CANCEL', { ...common, from: organizer, to: bob.mailbox }))
  t.match(meetingsIn(his), [{ subject: 'Canceled: Plan', busyStatus: 'free' }])
  t.equal(textAt(dataOf(await other.items('1'), 'Canceled: Plan'), 'MeetingStatus'), '7')
})

t.test(
  'a phone is shown what EWS asks, with the calendar in its MIME, and EWS takes up what came by mail',
  async (t) => {
    const { host, store, of, phoneOf } = await start(t)
    const his = of(bob)
    const attendee = `<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>${bob.mailbox}</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>`
    const item = `<t:CalendarItem><t:Subject>By EWS</t:Subject><t:Start>2014-06-10T08:00:00Z</t:Start><t:End>2014-06-10T09:00:00Z</t:End><t:Location>Room 5</t:Location>${attendee}<t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence><t:NumberedRecurrence><t:StartDate>2014-06-10</t:StartDate><t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence></t:CalendarItem>`
    await post(
      host,
      envelope(
        `<m:CreateItem SendMeetingInvitations="SendToAllAndSaveCopy"><m:Items>${item}</m:Items></m:CreateItem>`,
        'Exchange2013',
      ),
    )
    const phone = await phoneOf(bob)
    const mail = await phone.items('5', air('MIMESupport', '2'), body(4))
    const data = dataOf(mail, 'By EWS')
    t.same(
      [textAt(data, 'MeetingRequest', 'InstanceType'), textAt(data, 'MeetingRequest', 'Location')],
      ['1', 'Room 5'],
    )
    t.equal(textAt(data, 'MeetingRequest', 'Recurrences', 'Recurrence', 'Occurrences'), '3')
    t.match(textAt(data, 'Body', 'Data'), /text\/calendar; charset=utf-8; method=REQUEST/)
    t.notMatch(textAt(data, 'Body', 'Data'), /application\/ics/)
    const series = () => his.items(his.folder('calendar')).find(({ subject }) => subject === 'By EWS')
    const calendarItem = idIn(await phone.items('1'), 'By EWS')
    const status = async (instance: string) =>
      textAt((await phone.respond(calendarItem, '3', instance)) ?? air('x'), 'Status')
    t.same([await status('soon'), await status('2014-06-11T09:00:00.000Z')], ['2', '2'], 'at no such time')
    t.equal(await status('2014-06-11T08:00:00.000Z'), '1')
    t.match(series(), { deletedOccurrences: [meetingStart + 86_400_000] }, 'one occurrence is declined')
    t.equal(textAt((await phone.respond(idIn(mail, 'By EWS'), '3')) ?? air('x'), 'CalendarId'), undefined, 'declined')
    t.notOk(his.items(his.folder('calendar')).some(({ subject }) => subject === 'By EWS'))

    const mime = invitation('REQUEST', {
      from: alice.mailbox,
      to: bob.mailbox,
      organizer: alice.mailbox,
      attendees: [`:mailto:${bob.mailbox}`],
    })
    const create = `<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:Message><t:MimeContent>${mime.toString('base64')}</t:MimeContent></t:Message></m:Items></m:CreateItem>`
    t.same((await post(host, envelope(create))).all('ResponseCode'), ['NoError'])
    t.match(meetingsIn(his), [{ busyStatus: 'tentative' }])
    const request = his.items(his.folder('inbox')).at(-1)
    t.match(request, { itemClass: 'IPM.Schedule.Meeting.Request' })
    const inbox = await post(
      host,
      envelope(
        '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>',
      ),
      bob,
    )
    const id = inbox.first('MeetingRequest')?.getElementsByTagNameNS('*', 'ItemId')[0]?.getAttribute('Id')
    const accept = `<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:AcceptItem><t:ReferenceItemId Id="${id}"/></t:AcceptItem></m:Items></m:CreateItem>`
    t.same((await post(host, envelope(accept), bob)).all('ResponseCode'), ['NoError'])
    t.match(meetingsIn(his), [{ busyStatus: 'busy' }])
    const hers = store.of(alice)
    t.match(hers?.items(hers.folder('inbox')).at(-1), { itemClass: 'IPM.Schedule.Meeting.Resp.Pos' })
  },
)
