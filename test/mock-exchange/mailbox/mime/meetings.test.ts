import fc from 'fast-check'
import t, { type Test } from 'tap'
import { createClock } from '../../../../base/clock.ts'
import { isCalendarTime } from '../../../../mock-exchange/mailbox/calendar-years.ts'
import { deliverMeeting } from '../../../../mock-exchange/mailbox/deliver-meeting.ts'
import { type Appointment, appointment, message } from '../../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { meetingProperties } from '../../../../mock-exchange/mailbox/mapi/meeting-content.ts'
import { versionKeys } from '../../../../mock-exchange/mailbox/meeting-version.ts'
import { readMime } from '../../../../mock-exchange/mailbox/mime/read-mime.ts'
import { writeMime } from '../../../../mock-exchange/mailbox/mime/write-mime.ts'
import { MailboxStore } from '../../../../mock-exchange/mailbox/store.ts'
import { alice, bob } from '../../vdirs/host.ts'
import { invitation, meetingStart } from './invitation.ts'

const ann = 'ann@fabrikam.com'
const hour = 3_600_000
const asked = [`;CN=Bob;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:${bob.mailbox}`]

function open(t: Test) {
  const clock = createClock()
  t.teardown(() => clock[Symbol.dispose]())
  const store = new MailboxStore({ clock, users: [alice, bob], domain: 'contoso.com' })
  const mailbox = store.of(bob) as Mailbox
  /** As it comes by SMTP. */
  const arrive = async (mime: Buffer, to = bob.mailbox) => {
    const content = await readMime(mime)
    store.transport.receive(content, [to], content.from)
    await deliverMeeting(content, [to], store, clock.now())
  }
  const meetings = (uid = 'plan-1@fabrikam.com', of = mailbox) =>
    of
      .items(of.folder('calendar'))
      .filter((item): item is Appointment => item.kind === 'appointment' && item.uid === uid)
  return { store, mailbox, arrive, meetings }
}

const byAnn = { from: ann, to: bob.mailbox, organizer: ann, attendees: asked }

t.test(
  'a request from another organisation: a series, with an occurrence that moves and one that is called off',
  async (t) => {
    const { mailbox, arrive, meetings } = open(t)
    await arrive(invitation('REQUEST', { ...byAnn, more: ['RRULE:FREQ=WEEKLY;COUNT=4', 'CLASS:PRIVATE'] }))
    t.match(meetings(), [
      {
        start: meetingStart,
        recurrence: /FREQ=WEEKLY/,
        organizer: { name: 'Ann', address: ann },
        attendees: [{ name: 'Bob', address: bob.mailbox, role: 'optional' }],
      },
    ])
    const week = 7 * 24 * hour
    const moved = invitation('REQUEST', { ...byAnn, more: ['RECURRENCE-ID:20140617T080000Z'] }).toString()
    await arrive(
      Buffer.from(moved.replace(/20140610T1([01])0000/g, '20140618T1$10000').replaceAll('20140610T1', '20140618T1')),
    )
    t.same(
      [...(meetings()[0]?.modifiedOccurrences ?? [])].map(([original, { start }]) => [original, start]),
      [[meetingStart + week, meetingStart + 8 * 24 * hour]],
    )
    await arrive(invitation('CANCEL', { ...byAnn, more: ['RECURRENCE-ID:20140624T080000Z'] }))
    t.match(meetings()[0]?.modifiedOccurrences.get(meetingStart + 2 * week), { subject: 'Canceled: Plan' })
    t.equal(meetings()[0]?.subject, 'Plan')
    t.match(
      mailbox
        .items(mailbox.folder('inbox'))
        .map(({ itemClass }) => itemClass)
        .slice(-3),
      ['IPM.Schedule.Meeting.Request', 'IPM.Schedule.Meeting.Request', 'IPM.Schedule.Meeting.Canceled'],
    )
  },
)

t.test('nobody changes the meeting of somebody else, nor answers for one', async (t) => {
  const { store, arrive, meetings } = open(t)
  await arrive(invitation('REQUEST', byAnn))
  const forged = { ...byAnn, from: 'eve@fabrikam.com', organizer: 'eve@fabrikam.com' }
  await arrive(invitation('CANCEL', forged))
  await arrive(invitation('REQUEST', forged))
  // In the name of the organizer, but by somebody else.
  const claimed = { ...byAnn, from: 'eve@fabrikam.com' }
  await arrive(invitation('CANCEL', claimed))
  const other = invitation('REQUEST', claimed).toString().replaceAll('Room 4', 'Room 13')
  await arrive(Buffer.from(other))
  t.match(meetings(), [{ subject: 'Plan', location: 'Room 4', organizer: { address: ann } }])
  await arrive(invitation('REQUEST', { ...claimed, uid: 'forwarded' }))
  t.match(meetings('forwarded'), [{ organizer: { address: ann } }], 'a request that is forwarded asks all the same')
  // A meeting of Bob's own, of which a request comes back to him, and which Eve accepts in the name of Alice.
  const his = store.of(bob) as Mailbox
  const attendees = [{ name: 'Alice', address: alice.mailbox, role: 'required', response: 'unknown' } as const]
  const own = { subject: 'His', uid: 'his', start: meetingStart, end: meetingStart, organizer: his.address, attendees }
  his.add(his.folder('calendar'), appointment(own))
  await arrive(invitation('REQUEST', { ...forged, organizer: bob.mailbox, uid: 'his' }))
  await arrive(invitation('CANCEL', { ...forged, organizer: bob.mailbox, uid: 'his' }))
  await arrive(
    invitation('REPLY', { ...forged, attendees: [`;PARTSTAT=ACCEPTED:mailto:${alice.mailbox}`], uid: 'his' }),
  )
  t.match(meetings('his'), [{ subject: 'His', attendees: [{ response: 'unknown' }] }])
  await arrive(
    invitation('REPLY', {
      ...forged,
      from: alice.mailbox,
      attendees: [`;PARTSTAT=DECLINED:mailto:${alice.mailbox}`],
      uid: 'his',
    }),
  )
  t.match(meetings('his'), [{ attendees: [{ response: 'decline' }] }])
})

t.test('what comes late changes nothing: requests, cancellations and answers of an earlier version', async (t) => {
  const { store, arrive, meetings } = open(t)
  const send = (method: 'REQUEST' | 'CANCEL', sequence: number, place: string, seconds = '00', more: string[] = []) => {
    const text = invitation(method, { ...byAnn, more: [`SEQUENCE:${sequence}`, ...more] }).toString()
    return arrive(Buffer.from(text.replace('Room 4', place).replace('20140602T080000Z', `20140602T0800${seconds}Z`)))
  }
  const week = meetingStart + 7 * 24 * hour
  const rule = ['RRULE:FREQ=WEEKLY;COUNT=4']
  await send('REQUEST', 2, 'Room 2', '30', rule)
  await send('REQUEST', 1, 'Room 1', '59', rule)
  await send('CANCEL', 1, 'Room 1', '59')
  await send('REQUEST', 2, 'Room 0', '29', rule)
  t.match(meetings(), [{ subject: 'Plan', location: 'Room 2', modifiedOccurrences: new Map() }])
  await send('REQUEST', 3, 'Room 3', '40', ['RECURRENCE-ID:20140617T080000Z'])
  await send('REQUEST', 2, 'Room 9', '50', ['RECURRENCE-ID:20140617T080000Z'])
  t.match(meetings(), [{ location: 'Room 2', modifiedOccurrences: new Map([[week, { location: 'Room 3' }]]) }])
  await send('REQUEST', 2, 'Room 5', '31', rule)
  t.match(meetings(), [{ location: 'Room 5' }])
  await send('CANCEL', 4, 'Room 5', '32')
  t.match(meetings(), [{ subject: 'Canceled: Plan' }])

  const his = store.of(bob) as Mailbox
  const attendees = [{ name: 'Ann', address: ann, role: 'required', response: 'unknown' } as const]
  const own = { uid: 'his', start: meetingStart, end: meetingStart, organizer: his.address, attendees }
  const properties = new Map([[versionKeys.sequence, 1]])
  his.add(his.folder('calendar'), appointment({ ...own, properties }))
  const reply = (partstat: string, ...more: string[]) =>
    arrive(
      invitation('REPLY', {
        ...{ from: ann, to: bob.mailbox, organizer: bob.mailbox, uid: 'his', more },
        attendees: [`;PARTSTAT=${partstat}:mailto:${ann}`],
      }),
    )
  await reply('ACCEPTED', 'SEQUENCE:0')
  t.match(meetings('his'), [{ attendees: [{ response: 'unknown' }] }], 'of what it was before')
  await reply('DECLINED', 'SEQUENCE:1')
  t.match(meetings('his'), [{ attendees: [{ response: 'decline' }] }])
  await reply('TENTATIVE')
  t.match(meetings('his'), [{ attendees: [{ response: 'tentative' }] }], 'some do not say of which')
})

t.test('a calendar that tells of no meeting, or cannot be read, is an attachment of a plain message', async (t) => {
  const good = invitation('REQUEST', byAnn).toString()
  for (const [what, text] of [
    ['published', good.replace('METHOD:REQUEST', 'METHOD:PUBLISH')],
    ['without a UID', good.replace(/UID:.*\r\n/, '')],
    ['without a beginning', good.replace(/DTSTART.*\r\n/, '')],
    ['a date that is none', good.replace('20140610T100000', 'soon')],
    ['a rule that is none', good.replace('LOCATION:', 'RRULE:FREQ=BANANA\r\nLOCATION:')],
    ['cut off', good.replace(/END:VEVENT[\s\S]*/, '')],
    ['no calendar', good.replace(/BEGIN:VCALENDAR[\s\S]*END:VCALENDAR/, 'Hello')],
    ['a file', good.replace('method=REQUEST', 'method=REQUEST\r\nContent-Disposition: attachment; filename=a.ics')],
    ['a long one', good.replace('LOCATION:', `LOCATION:${'x'.repeat(1_100_000)}`)],
  ] as const) {
    const read = await readMime(Buffer.from(text))
    t.match(read, { itemClass: 'IPM.Note', attachments: [{ contentType: 'text/calendar' }] }, what)
    t.equal(read.attachments.length, 1, what)
  }
})

t.test('a time zone by a name of its own is known by its rules', async (t) => {
  const { arrive, meetings } = open(t)
  const rules = [
    'BEGIN:VTIMEZONE',
    'TZID:Ours',
    'BEGIN:STANDARD',
    'DTSTART:16010101T030000',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:16010101T020000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    // Whoever expands this is busy for hours.
    'RRULE:FREQ=SECONDLY;BYMONTH=3',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
  ].join('\r\n')
  const text = invitation('REQUEST', byAnn).toString()
  await arrive(Buffer.from(text.replace('BEGIN:VEVENT', rules).replaceAll('Europe/Berlin', 'Ours')))
  t.match(meetings(), [{ start: meetingStart, timeZone: 'W. Europe Standard Time' }])
})

t.test(
  'a message about a meeting that came without MIME has it as a calendar, and reads back as the same',
  async (t) => {
    const organizer = { name: 'Alice', address: alice.mailbox }
    const his = { name: 'Bob', address: bob.mailbox }
    const meeting = appointment({
      subject: 'Plan',
      uid: '040000008200E00074C5B7101A82E00800000000AABB',
      start: meetingStart,
      end: meetingStart + hour,
      timeZone: 'W. Europe Standard Time',
      recurrence: 'FREQ=WEEKLY;BYDAY=TU;COUNT=3',
      location: 'Room 4',
      organizer,
      attendees: [{ ...his, role: 'required', response: 'unknown' }],
    })
    const request = message({
      itemClass: 'IPM.Schedule.Meeting.Request',
      subject: 'Plan',
      from: organizer,
      to: [his],
      sentAt: meetingStart - 24 * hour,
      body: { type: 'html', content: '<p>Shall we?</p>' },
      properties: meetingProperties(meeting),
    })
    const mime = await writeMime(request)
    t.match(
      mime.toString(),
      /multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/html[\s\S]*text\/calendar; charset=utf-8; method=REQUEST/,
    )
    t.notMatch(mime.toString(), /application\/ics|multipart\/mixed/)
    t.same(await writeMime(request), mime)
    const read = await readMime(mime)
    t.equal(read.itemClass, request.itemClass)
    t.match(
      [...read.properties].filter(([key]) => !key.startsWith('Meeting')),
      [...request.properties].filter(([key]) => !key.startsWith('Meeting')),
    )
    t.equal(read.properties.get('MeetingUid'), meeting.uid)

    const answer = {
      ...request,
      itemClass: 'IPM.Schedule.Meeting.Resp.Tent',
      subject: 'Tentative: Plan',
      from: his,
      to: [organizer],
    }
    const written = (await writeMime(answer)).toString()
    t.match(written, /method=REPLY/)
    const back = await readMime(Buffer.from(written))
    t.match(back, { itemClass: 'IPM.Schedule.Meeting.Resp.Tent', subject: 'Tentative: Plan' })
    const unsure = await writeMime({ ...request, properties: new Map() })
    t.notMatch(unsure.toString(), /text\/calendar/, 'it does not say when')
  },
)

t.test('whatever a calendar says, the mail is delivered, and what comes of it can be written', async (t) => {
  const date = fc.constantFrom(
    '20140610T100000',
    '00000101T000000Z',
    '99991231T235959Z',
    '20149999T999999',
    'x',
    '16010101T000000Z',
  )
  const times = fc
    .tuple(fc.constantFrom('DTSTART', 'DTEND', 'RECURRENCE-ID', 'EXDATE', 'DTSTART;TZID=Nowhere'), date)
    .map(([name, value]) => `${name}:${value}`)
  const others = fc.constantFrom(
    'RRULE:FREQ=DAILY',
    'RRULE:FREQ=WEEKLY;INTERVAL=0',
    'RRULE:FREQ=MONTHLY;BYDAY=5MO;UNTIL=99991231',
    'DURATION:P9999999999999W',
    'DURATION:-P1D',
    'ATTENDEE:',
    'BEGIN:VALARM\r\nTRIGGER:x\r\nEND:VALARM',
    'END:VEVENT\r\nBEGIN:VEVENT',
    'END:VEVENT',
  )
  const mails = fc.array(
    fc.tuple(fc.constantFrom('REQUEST', 'CANCEL'), fc.array(fc.oneof(times, others), { maxLength: 4 }), fc.boolean()),
    { maxLength: 3 },
  )
  const { store, mailbox } = open(t)
  await fc.assert(
    fc.asyncProperty(mails, async (given) => {
      for (const [method, more, onlyMore] of given) {
        const text = invitation(method as 'REQUEST' | 'CANCEL', { ...byAnn, more }).toString()
        const content = await readMime(Buffer.from(onlyMore ? text.replace(/DTSTART.*\r\nDTEND.*\r\n/, '') : text))
        await deliverMeeting(content, [bob.mailbox], store, meetingStart)
        await writeMime({ ...content, mime: undefined })
      }
      return mailbox
        .items(mailbox.folder('calendar'))
        .every((item) => item.kind === 'appointment' && isCalendarTime(item.start) && isCalendarTime(item.end))
    }),
    // Among what was found so: a length that ends at no time at all.
    { numRuns: 60, examples: [[[['REQUEST', ['DURATION:P9999999999999W', 'DTSTART:20140610T100000'], true]]]] },
  )
})
