// Free times and time zones over EWS.

import fc from 'fast-check'
import t from 'tap'
import { appointment } from '../../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { toInstant, toLocal } from '../../../../mock-exchange/vdirs/ews/availability/serializable-time-zone.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

function boxOf(host: Host, owner = alice): Mailbox {
  const mailbox = mailboxesOf(host.context).of(owner)
  if (mailbox === undefined) throw new Error('no mailbox')
  return mailbox
}

const berlin =
  '<t:TimeZone><t:Bias>-60</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>03:00:00</t:Time><t:DayOrder>5</t:DayOrder><t:Month>10</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>-60</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>5</t:DayOrder><t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone>'

function availability({
  addresses = [alice.mailbox],
  start = '2015-06-01T08:00:00',
  end = '2015-06-01T12:00:00',
  view = 'DetailedMerged',
  interval = '60',
  zone = berlin,
}: {
  addresses?: readonly string[]
  start?: string
  end?: string
  view?: string
  interval?: string
  zone?: string
}): string {
  const data = addresses.map(
    (address) =>
      `<t:MailboxData><t:Email><t:Address>${address}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData>`,
  )
  return envelope(
    `<m:GetUserAvailabilityRequest>${zone}<m:MailboxDataArray>${data.join('')}</m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${start}</t:StartTime><t:EndTime>${end}</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>${interval}</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>${view}</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>`,
  )
}

t.test('availability: own calendar in detail, others as times, in the zone of the request', async (t) => {
  const host = await startHost(t, [ews])
  for (const owner of [alice, bob]) {
    const box = boxOf(host, owner)
    const put = (given: Parameters<typeof appointment>[0]) => box.add(box.folder('calendar'), appointment(given))
    // Weekly since January at nine in Berlin, which is UTC+2 in June.
    put({
      uid: 'weekly',
      subject: 'Weekly',
      location: 'Room 1',
      start: Date.UTC(2015, 0, 5, 8),
      end: Date.UTC(2015, 0, 5, 9),
      recurrence: 'FREQ=WEEKLY;BYDAY=MO',
      timeZone: 'W. Europe Standard Time',
    })
    put({
      uid: 'maybe',
      subject: 'Perhaps',
      start: Date.UTC(2015, 5, 1, 7, 30),
      end: Date.UTC(2015, 5, 1, 8, 30),
      busyStatus: 'tentative',
    })
    put({
      uid: 'away',
      subject: 'Away',
      start: Date.UTC(2015, 5, 1, 9, 30),
      end: Date.UTC(2015, 5, 2),
      busyStatus: 'oof',
    })
  }
  const answer = await post(host, availability({ addresses: [alice.mailbox, bob.mailbox, 'nobody@contoso.com'] }))
  t.same(answer.all('ResponseCode'), ['NoError', 'NoError', 'ErrorMailRecipientNotFound'])
  t.same(answer.all('FreeBusyViewType'), ['DetailedMerged', 'FreeBusyMerged', 'None'])
  t.same(answer.all('MergedFreeBusy'), ['0213', '0213'])
  t.same(answer.all('StartTime').slice(0, 3), ['2015-06-01T09:00:00', '2015-06-01T09:30:00', '2015-06-01T11:30:00'])
  t.same(answer.all('BusyType').slice(0, 3), ['Busy', 'Tentative', 'OOF'])
  t.same(answer.all('Subject'), ['Weekly', 'Perhaps', 'Away'], 'subjects of the own calendar alone')
  t.same(answer.all('IsRecurring'), ['true', 'false', 'false'])
  t.same(answer.all('StartTimeInMinutes'), ['480', '480'])
  t.same((await post(host, availability({ view: 'MergedOnly' }))).all('CalendarEvent'), [])
  const plain = await post(host, availability({ view: 'FreeBusy' }))
  t.same([plain.all('MergedFreeBusy'), plain.all('CalendarEvent').length, plain.all('Subject')], [[], 3, []])
  t.same((await post(host, availability({ view: 'Detailed' }))).all('FreeBusyViewType'), ['Detailed'])
})

t.test('availability refuses what makes no sense', async (t) => {
  const host = await startHost(t, [ews])
  const cases = [
    ['ErrorInvalidTimeInterval', { end: '2015-06-01T07:00:00' }],
    ['ErrorInvalidTimeInterval', { start: 'yesterday' }],
    ['ErrorTimeIntervalTooBig', { end: '2015-09-01T00:00:00' }],
    ['ErrorInvalidMergedFreeBusyInterval', { interval: '4' }],
    ['ErrorInvalidMergedFreeBusyInterval', { interval: '1441' }],
    ['ErrorInvalidFreeBusyViewType', { view: 'Everything' }],
    ['ErrorIdentityArrayEmpty', { addresses: [] }],
    ['ErrorIdentityArrayTooBig', { addresses: Array<string>(101).fill('a@b') }],
    ['ErrorInvalidRequest', { zone: '<t:TimeZone><t:Bias>lots</t:Bias></t:TimeZone>' }],
  ] as const
  for (const [code, given] of cases) {
    const answer = await post(host, availability(given))
    t.same([answer.status, answer.all('ResponseCode')], [500, [code]])
  }
})

t.test('a zone’s clock and instants lead to each other, but for the hours that are skipped or come twice', async () => {
  const summer = { bias: -60, time: 7_200_000, dayOrder: 5, month: 3, dayOfWeek: 0 }
  const winter = { bias: 0, time: 10_800_000, dayOrder: 5, month: 10, dayOfWeek: 0 }
  const north = { bias: -60, standard: winter, daylight: summer }
  const south = {
    bias: -600,
    standard: { ...winter, month: 4, dayOrder: 1 },
    daylight: { ...summer, month: 10, dayOrder: 1 },
  }
  fc.assert(
    fc.property(fc.constantFrom(north, south), fc.integer({ min: 0, max: 4_000_000_000 }), (zone, seconds) => {
      const back = toInstant(toLocal(seconds * 1_000, zone), zone)
      return [0, 3_600_000].includes(Math.abs(back - seconds * 1_000))
    }),
  )
  t.equal(toLocal(Date.UTC(2015, 6, 1), north), Date.UTC(2015, 6, 1, 2))
  t.equal(toLocal(Date.UTC(2015, 0, 1), south), Date.UTC(2015, 0, 1, 11))
})

t.test('time zones with their rules', async (t) => {
  const host = await startHost(t, [ews])
  const ask = (ids: readonly string[], full = true): string =>
    envelope(
      `<m:GetServerTimeZones ReturnFullTimeZoneData="${full}"><m:Ids>${ids.map((id) => `<t:Id>${id}</t:Id>`).join('')}</m:Ids></m:GetServerTimeZones>`,
      'Exchange2010',
    )
  const two = await post(host, ask(['Eastern Standard Time', 'UTC']))
  t.equal(two.all('TimeZoneDefinition').length, 2)
  t.ok(
    two.text.includes(
      '<t:Period Bias="PT5H" Name="Standard" Id="trule:Microsoft/Registry/Eastern Standard Time/1-Standard"/>',
    ),
  )
  t.equal(two.all('RecurringDayTransition').length, 2)
  t.ok(two.text.includes('Bias="PT0S"'))
  t.same((await post(host, ask(['UTC'], false))).all('Periods'), [])
  t.same((await post(host, ask(['Mars']))).all('ResponseCode'), ['ErrorTimeZone'])
  const all = await post(host, envelope('<m:GetServerTimeZones/>'))
  t.ok(all.all('TimeZoneDefinition').length > 30)
})

t.test('times for a meeting are suggested where those who are to come are free', async (t) => {
  const host = await startHost(t, [ews])
  const box = boxOf(host)
  const at = (hour: number) => Date.parse(`2015-06-01T${String(hour).padStart(2, '0')}:00:00+02:00`)
  box.add(box.folder('calendar'), appointment({ subject: 'busy', start: at(9), end: at(16), uid: 'x' }))
  const window = '<t:StartTime>2015-06-01T00:00:00</t:StartTime><t:EndTime>2015-06-02T00:00:00</t:EndTime>'
  const options = (more: string) =>
    `<t:SuggestionsViewOptions>${more}<t:MeetingDurationInMinutes>60</t:MeetingDurationInMinutes><t:DetailedSuggestionsWindow>${window}</t:DetailedSuggestionsWindow></t:SuggestionsViewOptions>`
  const suggest = (more: string, addresses: readonly string[] = [alice.mailbox]) =>
    post(host, availability({ addresses }).replace('</m:GetUser', `${options(more)}</m:GetUser`))
  const one = await suggest('')
  t.same(one.all('MeetingTime'), ['2015-06-01T08:00:00', '2015-06-01T16:00:00'])
  t.same([one.all('DayQuality'), one.all('IsWorkTime')], [['Excellent'], ['true', 'true']])
  t.same(
    (
      await suggest(
        '<t:MaximumResultsByDay>3</t:MaximumResultsByDay><t:MaximumNonWorkHourResultsByDay>1</t:MaximumNonWorkHourResultsByDay>',
      )
    ).all('IsWorkTime'),
    ['false', 'true', 'true'],
  )
  const three = await suggest('<t:GoodThreshold>40</t:GoodThreshold>', [alice.mailbox, bob.mailbox, 'eve@fabrikam.com'])
  t.same(three.all('MeetingTime').length, 10)
  t.ok(three.all('SuggestionQuality').includes('Good'), 'one of three is busy')
  t.equal((await suggest('<t:GoodThreshold>90</t:GoodThreshold>')).status, 500)
  const { items } = box
  let looked = 0
  box.items = (folder) => {
    looked += 1
    return items.call(box, folder)
  }
  const often = await suggest('', Array<string>(100).fill(alice.mailbox))
  t.same(often.all('MeetingTime').slice(0, 2), ['2015-06-01T08:00:00', '2015-06-01T16:00:00'])
  t.equal(looked, 2, 'a calendar is unfolded once for each of the two answers, however often it is named')
})
