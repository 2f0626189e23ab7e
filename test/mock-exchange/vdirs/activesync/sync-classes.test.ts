import t from 'tap'
import { appointment } from '../../../../mock-exchange/mailbox/item.ts'
import { contentAt } from '../../../../mock-exchange/mailbox/occurrence-changes.ts'
import { occurrencesOf } from '../../../../mock-exchange/mailbox/occurrences.ts'
import { calendarClass } from '../../../../mock-exchange/vdirs/activesync/items/calendar.ts'
import { childAt, element, tagsOf, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { send } from './device.ts'
import { air, answerOf, base, body, deliver, phone, subjects, untilHeld } from './phone.ts'

t.test('a Sync may be held like a Ping', async (t) => {
  const { sync, mailbox, host, command } = await phone(t)
  const { key } = await sync('5', (await sync('5', '0')).key, air('Options', body(1)))
  const held = sync('5', key, air('HeartbeatInterval', '300'))
  await untilHeld(mailbox)
  deliver(host, 'Now')
  const news = await held
  t.same(subjects(news.commands), ['Now'])
  const silent = sync('5', news.key, air('Wait', '10'))
  await untilHeld(mailbox)
  host.clock.advance(600_000)
  t.equal((await silent).empty, true)
  // A request without content is the last one again, the wait included.
  const repeated = command(host, 'Sync', undefined)
  await untilHeld(mailbox)
  deliver(host, 'Later')
  t.same(subjects(answerOf(await repeated).commands), ['Later'])
  const root = (tag: WbxmlElement) =>
    command(
      host,
      'Sync',
      air('Sync', air('Collections', air('Collection', air('SyncKey', key), air('CollectionId', '5'))), tag),
    )
  const limit = async (tag: WbxmlElement) => {
    const answer = (await root(tag)).root
    return answer && [textAt(answer, 'Status'), textAt(answer, 'Limit')]
  }
  t.same(await limit(air('HeartbeatInterval', '30')), ['14', '60'])
  t.same(await limit(air('Wait', '60')), ['14', '59'])
})

t.test('appointments, contacts, tasks and notes, both ways', async (t) => {
  const { sync, mailbox } = await phone(t)
  const calendar = tagsOf('Calendar')
  const contacts = tagsOf('Contacts')
  const tasks = tagsOf('Tasks')
  const notes = tagsOf('Notes')
  const add = async (collection: string, ...data: WbxmlElement[]) => {
    const { key } = await sync(collection, (await sync(collection, '0')).key, air('Options', body(1)))
    const command = air('Add', air('ClientId', `new ${collection}`), air('ApplicationData', ...data))
    const answer = await sync(collection, key, air('Commands', command))
    t.equal(answer.responses[0] && textAt(answer.responses[0], 'Status'), '1', collection)
    // A second device, so to speak: everything anew.
    const { commands } = await sync(collection, (await sync(collection, '0')).key, air('Options', body(1)))
    const id = answer.responses[0] && textAt(answer.responses[0], 'ServerId')
    const found = commands.find((one) => textAt(one, 'ServerId') === id)
    return found && childAt(found, 'ApplicationData')
  }
  const text = (data: WbxmlElement | undefined, ...path: string[]) => data && textAt(data, ...path)

  const note = base('Body', base('Type', '1'), base('Data', 'Bring coffee'))
  const meeting = await add(
    '1',
    calendar('StartTime', '20140610T080000Z'),
    calendar('EndTime', '20140610T090000Z'),
    calendar('Subject', 'Stand-up'),
    calendar('Reminder', '15'),
    calendar(
      'Recurrence',
      calendar('Type', '1'),
      calendar('Interval', '2'),
      calendar('DayOfWeek', '4'),
      calendar('Occurrences', '9'),
    ),
    calendar(
      'Exceptions',
      calendar('Exception', calendar('Deleted', '1'), calendar('ExceptionStartTime', '20140624T080000Z')),
      calendar(
        'Exception',
        calendar('ExceptionStartTime', '20140708T080000Z'),
        calendar('Subject', 'Late stand-up'),
        calendar('StartTime', '20140708T100000Z'),
        calendar('EndTime', '20140708T103000Z'),
        base('Body', base('Type', '1'), base('Data', 'Bring cake')),
      ),
    ),
    calendar('Attendees', calendar('Attendee', calendar('Email', 'bob@contoso.com'), calendar('Name', 'Bob'))),
    note,
  )
  t.same(
    [
      text(meeting, 'StartTime'),
      text(meeting, 'Reminder'),
      text(meeting, 'Body', 'Data'),
      text(meeting, 'Attendees', 'Attendee', 'Email'),
    ],
    ['20140610T080000Z', '15', 'Bring coffee', 'bob@contoso.com'],
  )
  t.match(mailbox.items(mailbox.folder('calendar')).at(-1), { recurrence: 'FREQ=WEEKLY;BYDAY=TU;INTERVAL=2;COUNT=9' })
  const series = mailbox.items(mailbox.folder('calendar')).at(-1)
  if (series?.kind !== 'appointment') throw new Error('no series')
  t.same(series.deletedOccurrences, [Date.UTC(2014, 5, 24, 8)])
  const [, second] = occurrencesOf(series, 0, Date.UTC(2014, 7, 1))
  t.same(second, {
    start: Date.UTC(2014, 6, 8, 10),
    end: Date.UTC(2014, 6, 8, 10, 30),
    original: Date.UTC(2014, 6, 8, 8),
  })
  t.match(contentAt(series, Date.UTC(2014, 6, 8, 8)), { subject: 'Late stand-up', body: { content: 'Bring cake' } })
  const exceptions = meeting && childAt(meeting, 'Exceptions')
  t.same(
    exceptions?.content.map((one) =>
      typeof one === 'object' && 'content' in one
        ? ['Deleted', 'ExceptionStartTime', 'Subject', 'StartTime', 'EndTime'].map((tag) => textAt(one, tag))
        : one,
    ),
    [
      ['1', '20140624T080000Z', undefined, undefined, undefined],
      [undefined, '20140708T080000Z', 'Late stand-up', '20140708T100000Z', '20140708T103000Z'],
    ],
  )
  t.same(
    ['Type', 'Interval', 'DayOfWeek', 'Occurrences'].map((tag) => text(meeting, 'Recurrence', tag)),
    ['1', '2', '4', '9'],
  )

  const start = Date.UTC(2014, 5, 10, 5)
  const late = { start, end: start, uid: 'late', timeZone: 'Pacific Standard Time', subject: 'Late' }
  const ends = 'FREQ=DAILY;UNTIL=20140617T235959Z'
  const daily = mailbox.add(mailbox.folder('calendar'), appointment({ ...late, recurrence: ends }))
  const anew = await sync('1', (await sync('1', '0')).key, air('Options', body(1)))
  const shown = anew.commands.map((one) => childAt(one, 'ApplicationData')).find((one) => text(one, 'UID') === 'late')
  const rule = shown && childAt(shown, 'Recurrence')
  t.equal(text(rule, 'Until'), '20140618T065959Z', 'in UTC: it takes place at ten in the evening in Seattle')
  const same = rule && calendarClass.change?.(mailbox, daily, air('ApplicationData', rule))
  t.match(same, { recurrence: ends })

  const person = await add(
    '2',
    contacts('FirstName', 'Dora'),
    contacts('LastName', 'Dole'),
    contacts('Email1Address', '"Dora" <dora@fabrikam.com>'),
    contacts('MobilePhoneNumber', '+33 1'),
    contacts('Birthday', '1980-01-01T00:00:00.000Z'),
    contacts('BusinessAddressCity', 'Lyon'),
  )
  t.same(
    ['FirstName', 'LastName', 'Email1Address', 'MobilePhoneNumber', 'Birthday', 'BusinessAddressCity'].map((tag) =>
      text(person, tag),
    ),
    ['Dora', 'Dole', '"Dora" <dora@fabrikam.com>', '+33 1', '1980-01-01T00:00:00.000Z', 'Lyon'],
  )
  t.match(mailbox.items(mailbox.folder('contacts')).at(-1), {
    displayName: 'Dora Dole',
    emails: [{ address: 'dora@fabrikam.com' }],
    // As the MAPI properties that they are: PidTagBirthday, PidLidWorkAddressCity.
    properties: new Map<string, string | number>([
      ['0x3a42', Date.UTC(1980, 0, 1)],
      ['Address:0x8046', 'Lyon'],
    ]),
  })

  const work = await add(
    '11',
    tasks('Subject', 'Move boxes'),
    tasks('UtcDueDate', '2014-06-12T00:00:00.000Z'),
    tasks('Complete', '1'),
    tasks('Importance', '2'),
    tasks('ReminderSet', '1'),
    tasks('ReminderTime', '2014-06-11T08:00:00.000Z'),
  )
  t.same(
    ['Subject', 'UtcDueDate', 'Complete', 'Importance', 'ReminderSet', 'ReminderTime'].map((tag) => text(work, tag)),
    ['Move boxes', '2014-06-12T00:00:00.000Z', '1', '2', '1', '2014-06-11T08:00:00.000Z'],
  )

  const memo = await add('8', notes('Subject', 'Idea'), note)
  t.same(
    [text(memo, 'Subject'), text(memo, 'MessageClass'), text(memo, 'Body', 'Data')],
    ['Idea', 'IPM.StickyNote', 'Bring coffee'],
  )
})

t.test('GetItemEstimate counts what a Sync would bring', async (t) => {
  const { sync, command, host } = await phone(t)
  const estimate = tagsOf('GetItemEstimate')
  const ask = async (id: string, key: string) => {
    const collection = estimate('Collection', air('SyncKey', key), estimate('CollectionId', id))
    const { root } = await command(
      host,
      'GetItemEstimate',
      estimate('GetItemEstimate', estimate('Collections', collection)),
    )
    const response = root && childAt(root, 'Response')
    return response && [textAt(response, 'Status'), textAt(response, 'Collection', 'Estimate')]
  }
  t.same(await ask('5', '0'), ['3', undefined])
  const { key } = await sync('5', '0')
  t.same(await ask('5', key), ['1', '3'])
  t.same(await ask('5', '77'), ['4', undefined])
  t.same(await ask('99', '1'), ['2', undefined])
})

t.test('out of order and out of shape: each the protocol’s own status', async (t) => {
  const { sync, command, host } = await phone(t)
  const early = await send(host, 'Sync', undefined, { id: 'EARLY', policyKey: '0' })
  t.equal(early.root && textAt(early.root, 'Status'), '142')
  const partial = (await command(host, 'Sync', air('Sync', air('Partial')))).root
  t.equal(partial && textAt(partial, 'Status'), '13', 'there is nothing to go on from')
  t.equal((await sync('99', '0')).status, '12', 'no such collection')
  t.equal((await sync('6', '0')).status, '12', 'journals are not for devices')
  t.equal((await sync('5', '5')).status, '3')
  t.equal((await sync('5', '0', air('GetChanges'))).status, '4')
  t.equal((await sync('5', '0', air('Options', air('FilterType', '7')))).status, '4')
  const status = async (document: WbxmlElement) => {
    const { root } = await command(host, 'Sync', document)
    return root && textAt(root, 'Status')
  }
  t.equal(await status(air('Sync')), '4')
  t.equal(await status(element('Ping', 'Ping')), '4', 'the document of another command')
  const twice = air('Collection', air('SyncKey', '0'), air('CollectionId', '5'))
  t.equal(await status(air('Sync', air('Collections', twice, twice))), '4')
})

t.test('protocols 12.0 and 2.5 get what they know', async (t) => {
  const old = await phone(t, { version: '12.0' })
  const { key } = await old.sync('5', '0')
  const root = (
    await old.command(
      old.host,
      'Sync',
      air(
        'Sync',
        air(
          'Collections',
          air(
            'Collection',
            air('Class', 'Email'),
            air('SyncKey', key),
            air('CollectionId', '5'),
            air('GetChanges'),
            air('Options', body(1)),
          ),
        ),
      ),
    )
  ).root
  const collection = root && childAt(root, 'Collections', 'Collection')
  t.equal(collection && textAt(collection, 'Class'), 'Email')
  t.equal(collection && childAt(collection, 'Commands', 'Add', 'ApplicationData', 'ConversationId'), undefined)
  const older = await phone(t, { version: '2.5' })
  const all = await older.sync(
    '5',
    (await older.sync('5', '0')).key,
    air('GetChanges'),
    air('Options', air('Truncation', '9')),
  )
  const [plan] = all.commands
  t.equal(plan && textAt(plan, 'ApplicationData', 'Body'), 'The plan is attached. Tuesday at ten?')
  t.equal(plan && textAt(plan, 'ApplicationData', 'Attachments', 'Attachment', 'AttMethod'), '1')
})
