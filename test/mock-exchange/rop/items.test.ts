// Appointments, contacts and tasks by ROPs: what they write is what all other protocols see, and the other way round.

import t from 'tap'
import { setDelegate } from '../../../mock-exchange/mailbox/delegates.ts'
import { appointment, contact, task } from '../../../mock-exchange/mailbox/item.ts'
import { recurrenceBlob } from '../../../mock-exchange/mailbox/mapi/recurrence.ts'
import { zoneBlob } from '../../../mock-exchange/mailbox/mapi/zone-blob.ts'
import { named } from '../../../protocols/mapi/named-properties.ts'
import { writeOneOffEntryId } from '../../../protocols/mapi/one-off-entry-id.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { tagOf } from '../../../protocols/mapi/property-types.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { writeTaggedValues, writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { alice, bob } from '../vdirs/host.ts'
import { fields, none, rop } from './bench.ts'
import { openItems, type Pair, people } from './items.ts'

const day = 86_400_000
const start = Date.UTC(2014, 5, 3, 7)
const end = start + 3_600_000

t.test('a meeting is one: when, where, who, how often', async (t) => {
  const { create, change, get } = openItems(t)
  const timeZone = 'W. Europe Standard Time'
  const when = { start, end, timeZone, recurrence: 'FREQ=WEEKLY;BYDAY=TU;COUNT=4' }
  const changes = {
    deletedOccurrences: [start + 7 * day],
    modifiedOccurrences: new Map([[start + 14 * day, { subject: 'Last plan' }]]),
  }
  const series = { ...when, ...changes }
  const blob = recurrenceBlob(appointment({ uid: '', ...series }))
  const made = create(
    'calendar',
    [
      // The reminder before its minutes and the series before its zone: their order is the client's affair.
      [named.reminderSet, true],
      [named.appointmentRecur, blob ?? Buffer.alloc(0)],
      [named.timeZoneRecur, zoneBlob(timeZone, start)],
      [tags.messageClass, 'IPM.Appointment'],
      [tags.normalizedSubject, 'Plan'],
      [tags.body, 'What next?'],
      [named.appointmentStartWhole, start],
      [named.appointmentEndWhole, end],
      [named.location, 'Room 4'],
      [named.busyStatus, 3],
      [named.private, true],
      [named.keywords, ['Red', 'Blue']],
      [named.reminderDelta, 30],
      [named.appointmentColor, 5],
    ],
    people(
      [alice.mailbox, 1, 3, 1],
      [bob.mailbox, 1, 1, 3],
      ['carol@contoso.com', 2, 1, 0],
      ['room4@contoso.com', 3, 1, 0],
    ),
  )
  t.match(made, {
    kind: 'appointment',
    ...series,
    subject: 'Plan',
    body: { type: 'text', content: 'What next?' },
    location: 'Room 4',
    busyStatus: 'oof',
    sensitivity: 'private',
    categories: ['Red', 'Blue'],
    reminderMinutes: 30,
    organizer: { address: alice.mailbox },
    attendees: [
      { address: bob.mailbox, name: 'bob', role: 'required', response: 'accept' },
      { address: 'carol@contoso.com', role: 'optional', response: 'unknown' },
      { address: 'room4@contoso.com', role: 'resource' },
    ],
  })
  const read = [
    named.recurring,
    named.recurrenceType,
    named.appointmentStateFlags,
    tags.displayTo,
    tags.displayCc,
    tags.iconIndex,
  ]
  t.same(get(made, read), [true, 2, 1, 'bob', 'carol', 0x403])
  t.same(get(made, [named.appointmentRecur, named.appointmentColor]), [blob, 5])
  const moved = change(made, [
    [named.appointmentStartWhole, start + day],
    [named.appointmentEndWhole, end + day],
  ])
  t.match(moved, { start: start + day, end: end + day, attendees: { length: 3 }, location: 'Room 4' })
  t.match(change(moved, [[tags.subject, 'Plan']], people([bob.mailbox, 1, 1, 4])), {
    attendees: [{ response: 'decline' }, {}, {}],
  })
})

t.test('an appointment of another protocol has the properties that Outlook asks for', async (t) => {
  const { mailbox, get, all } = openItems(t)
  const item = mailbox.add(
    mailbox.folder('calendar'),
    appointment({
      subject: 'Lunch',
      start,
      end,
      uid: 'abc@example.com',
      location: 'Café',
      allDay: true,
      busyStatus: 'free',
    }),
  )
  const asked = [
    tags.messageClass,
    named.appointmentStartWhole,
    named.appointmentEndWhole,
    named.appointmentDuration,
    named.location,
    named.appointmentSubType,
    named.busyStatus,
    named.reminderSet,
    named.commonStart,
    tags.endDate,
  ]
  t.same(get(item, asked), ['IPM.Appointment', start, end, 60, 'Café', true, 0, false, start, end])
  const [id] = get(item, [named.globalObjectId])
  t.ok(Buffer.isBuffer(id) && id.includes('vCal-Uid') && id.includes('abc@example.com'))
  t.equal(all(item).get(tags.subject), 'Lunch')
  t.ok([...all(item).values()].includes('Café'), 'named properties are among all, with identifiers of their own')
})

t.test('the UID of a meeting is its global object id', async (t) => {
  const { create, get } = openItems(t)
  const id = Buffer.from(
    `040000008200e00074c5b7101a82e008${'00'.repeat(4)}a0b1c2d3e4f50101${'00'.repeat(8)}04000000deadbeef`,
    'hex',
  )
  const own = create('calendar', [
    [tags.messageClass, 'IPM.Appointment'],
    [named.globalObjectId, id],
  ])
  t.match(own, { uid: id.toString('hex').toUpperCase() })
  t.same(get(own, [named.cleanGlobalObjectId]), [id])
  t.match(create('calendar', [[tags.messageClass, 'IPM.Appointment']]), {
    uid: /^[0-9A-F-]{36}$/,
    organizer: { address: alice.mailbox },
  })
})

t.test('a contact is one: names, addresses, telephones', async (t) => {
  const { mailbox, create, change, get } = openItems(t)
  const birthday = Date.UTC(1980, 1, 29)
  const made = create('contacts', [
    [tags.messageClass, 'IPM.Contact'],
    [tags.givenName, 'Carol'],
    [tags.surname, 'Ng'],
    [tags.companyName, 'Fabrikam'],
    [named.email1.addressType, 'SMTP'],
    [named.email1.displayName, 'Carol Ng'],
    [named.email1.emailAddress, 'carol@fabrikam.com'],
    [named.email3.emailAddress, 'c@example.com'],
    [tags.mobileTelephoneNumber, '+1 555 0100'],
    [named.workAddressCity, 'Seattle'],
    [tags.birthday, birthday],
  ])
  t.match(made, {
    kind: 'contact',
    displayName: 'Carol Ng',
    subject: 'Carol Ng',
    fileAs: 'Carol Ng',
    company: 'Fabrikam',
    emails: [{ name: 'Carol Ng', address: 'carol@fabrikam.com' }, { address: '' }, { address: 'c@example.com' }],
    phones: new Map([['MobilePhone', '+1 555 0100']]),
  })
  t.same(get(made, [tags.birthday, named.workAddressCity, named.addressBookProviderArrayType]), [
    birthday,
    'Seattle',
    5,
  ])
  t.match(
    change(made, [
      [tags.title, 'CEO'],
      [named.email3.emailAddress, 'ng@example.com'],
    ]),
    {
      jobTitle: 'CEO',
      emails: [{}, {}, { address: 'ng@example.com' }],
    },
  )
  const other = mailbox.add(
    mailbox.folder('contacts'),
    contact({
      displayName: 'Dan',
      emails: [{ name: 'D', address: 'd@example.com' }],
      phones: new Map([['HomePhone', '1']]),
    }),
  )
  const asked = [
    tags.displayName,
    named.fileUnder,
    named.email1.emailAddress,
    named.email1.displayName,
    tags.homeTelephoneNumber,
  ]
  t.same(get(other, asked), ['Dan', 'Dan', 'd@example.com', 'D', '1'])
})

t.test('a task is one: when, how far', async (t) => {
  const { mailbox, create, change, get } = openItems(t)
  const made = create('tasks', [
    [tags.messageClass, 'IPM.Task'],
    [tags.subject, 'Paint'],
    [named.taskDueDate, end],
    [named.percentComplete, 0.25],
    [named.taskStatus, 3],
    [named.reminderSet, true],
    [named.reminderTime, start],
  ])
  t.match(made, { kind: 'task', subject: 'Paint', due: end, percentComplete: 25, completedAt: undefined })
  t.same(get(made, [named.taskStatus, named.taskComplete, named.reminderSet, named.reminderTime]), [
    3,
    false,
    true,
    start,
  ])
  const done = change(made, [[named.taskComplete, true]])
  t.match(done, { percentComplete: 100, completedAt: Number })
  const other = mailbox.add(mailbox.folder('tasks'), task({ subject: 'Sand', start, due: end, percentComplete: 50 }))
  t.same(get(other, [named.taskStatus, named.percentComplete, named.commonStart, named.taskDueDate]), [
    1,
    0.5,
    start,
    end,
  ])
})

t.test('an item that changes its class becomes what that says, with what it has', async (t) => {
  const { mailbox, create, change } = openItems(t)
  const bare = create('contacts', [
    [tags.subject, 'Erin'],
    [named.email1.emailAddress, 'erin@example.com'],
    [tags.surname, 'Erin'],
  ])
  t.match(bare, { kind: 'message', itemClass: 'IPM.Note' })
  const made = change(bare, [[tags.messageClass, 'IPM.Contact']])
  t.match(made, {
    kind: 'contact',
    id: bare.id,
    displayName: 'Erin',
    surname: 'Erin',
    emails: [{ address: 'erin@example.com' }],
  })
  t.notOk('to' in made)
  t.equal(mailbox.itemOf(bare.entryId), made)
})

t.test('a calendar is listed by when, and asked for what is in it', async (t) => {
  const { bench, mailbox, create, tagsOf } = openItems(t)
  for (const [subject, at] of [
    ['Late', 3],
    ['Early', 1],
    ['Between', 2],
  ] as const) {
    const from = start + at * day
    create('calendar', [
      [tags.messageClass, 'IPM.Appointment'],
      [tags.subject, subject],
      [named.appointmentStartWhole, from],
      [named.appointmentEndWhole, from],
    ])
  }
  const [startTag = 0] = tagsOf([named.appointmentStartWhole])
  const columns = [tags.subject, startTag]
  const wanted = fields().u8(0)
  writeTags(wanted, columns, 'rop')
  // From the second day on: PropertyRestriction, greater or equal.
  const value = fields()
  writeTaggedValues(value, [{ tag: startTag, value: start + 2 * day }], 'rop')
  const condition = fields().u8(4).u8(3).u32(startTag).put(value.end().subarray(2)).end()
  const folder = storeId(mailbox.folder('calendar').id.counter)
  const answer = bench.run(
    [
      rop('openFolder', 0, fields().u8(1).u64(folder).u8(0)),
      rop('getContentsTable', 1, fields().u8(2).u8(0)),
      rop('setColumns', 2, wanted),
      rop('sortTable', 2, fields().u8(0).u16(1).u16(0).u16(0).u32(startTag).u8(0)),
      rop('restrict', 2, fields().u8(0).u16(condition.length).put(condition)),
      rop('queryRows', 2, fields().u8(0).u8(1).u16(50)),
    ],
    [bench.logon, none, none],
  )
  t.equal(answer.next('openFolder'), 0)
  answer.reader.take(2, 'rules and ghosts')
  t.equal(answer.next('getContentsTable'), 0)
  answer.reader.u32('count')
  for (const id of ['setColumns', 'sortTable', 'restrict'] as const) {
    t.equal(answer.next(id), 0)
    answer.reader.u8('status')
  }
  t.equal(answer.next('queryRows'), 0)
  answer.reader.u8('place')
  const rows = Array.from({ length: answer.reader.u16('rows') }, () => readRow(answer.reader, columns, 'rop'))
  t.same(rows.map(([subject]) => subject?.value).slice(-2), ['Between', 'Late'])
  t.notOk(rows.some(([subject]) => subject?.value === 'Early'))
})

t.test('what a property cannot be is told as a problem, and changes nothing', async (t) => {
  const { bench, mailbox, tagsOf } = openItems(t)
  const [location = 0] = tagsOf([named.location])
  const values = fields()
  writeTaggedValues(
    values,
    [
      { tag: tagOf(location >>> 16, 3), value: 4 },
      { tag: tags.subject, value: 'Kept' },
      { tag: 0x6602_000d, value: undefined },
    ],
    'rop',
  )
  const bytes = values.end()
  const outbox = bench.folders[5] ?? 0n
  const answer = bench.run(
    [
      rop('createMessage', 0, fields().u8(1).u16(0).u64(outbox).u8(0)),
      rop('setProperties', 1, fields().u16(bytes.length).put(bytes)),
      rop('saveChangesMessage', 1, fields().u8(1).u8(0)),
    ],
    [bench.logon, none],
  )
  answer.next('createMessage')
  answer.reader.u8('no id')
  t.equal(answer.next('setProperties'), 0)
  t.equal(answer.reader.u16('problems'), 2)
  const problem = () => [answer.reader.u16('index'), answer.reader.u32('tag') >>> 16, answer.reader.u32('code')]
  t.same(
    [problem(), problem()],
    [
      [0, location >>> 16, 0x80040305],
      [2, 0x6602, 0x80040102],
    ],
  )
  t.match(mailbox.items(mailbox.folder('outbox')).at(-1), { subject: 'Kept' })
})

t.test('an appointment cannot be sent, and nobody sends for others but their delegates', async (t) => {
  const { bench, setting } = openItems(t)
  const outbox = bench.folders[5] ?? 0n
  const submit = (pair: Pair) => {
    const answer = bench.run(
      [
        rop('createMessage', 0, fields().u8(1).u16(0).u64(outbox).u8(0)),
        setting([pair]),
        people([bob.mailbox, 1, 1, 0]),
        rop('submitMessage', 1, fields().u8(0)),
      ],
      [bench.logon, none],
    )
    answer.next('createMessage')
    answer.reader.u8('no id')
    answer.next('setProperties')
    answer.reader.u16('problems')
    answer.next('modifyRecipients')
    return answer.next('submitMessage')
  }
  const byBob: Pair = [tags.sentRepresentingEmailAddress, bob.mailbox]
  t.equal(submit([tags.messageClass, 'IPM.Appointment']), 0x80040102)
  t.equal(submit(byBob), 0x80070005)
  const his = bench.store.of(bob)
  if (his === undefined) throw new Error('no mailbox')
  setDelegate(his, { address: alice.mailbox, receivesCopies: false, viewsPrivate: false }, new Map())
  t.equal(submit(byBob), 0)
  const onBehalf = { from: { address: bob.mailbox }, sender: { address: alice.mailbox } }
  t.match(his.items(his.folder('inbox')).at(-1), onBehalf)
})

t.test('a distribution list has the members that its one-off entry ids say, and tells them so', async (t) => {
  const { create, change, get } = openItems(t)
  const id = (address: string) => writeOneOffEntryId({ name: address, addressType: 'SMTP', address })
  const pointer = Buffer.alloc(40, 1)
  const made = create('contacts', [
    [tags.messageClass, 'IPM.DistList'],
    [named.distributionListName, 'Team'],
    [named.distributionListOneOffMembers, [id('bob@contoso.com'), id('ann@fabrikam.com')]],
    [named.distributionListMembers, [pointer, pointer]],
    [named.distributionListChecksum, 7],
  ])
  t.match(made, {
    kind: 'distribution-list',
    displayName: 'Team',
    subject: 'Team',
    members: [{ address: 'bob@contoso.com' }, { address: 'ann@fabrikam.com' }],
  })
  const lists = [named.distributionListMembers, named.distributionListOneOffMembers, named.distributionListChecksum]
  const both = [id('bob@contoso.com'), id('ann@fabrikam.com')]
  t.same(await get(made, lists), [both, both, 7])
  const cut = id('eve@fabrikam.com').subarray(0, 30)
  t.match(change(made, [[named.distributionListOneOffMembers, [cut, id('ann@fabrikam.com')]]]), {
    members: [{ address: 'ann@fabrikam.com' }],
  })
  const custom = { set: named.keywords.set, id: 'Mine', type: named.distributionListMembers.type }
  t.same(get(change(made, [[custom, [pointer]]]), [custom]), [[pointer]], 'lists of binaries are kept')
})
