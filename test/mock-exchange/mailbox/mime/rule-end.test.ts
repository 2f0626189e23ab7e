import t from 'tap'
import { appointment } from '../../../../mock-exchange/mailbox/item.ts'
import { readCalendar } from '../../../../mock-exchange/mailbox/mime/read-calendar.ts'
import { writeCalendar } from '../../../../mock-exchange/mailbox/mime/write-calendar.ts'
import { occurrencesOf } from '../../../../mock-exchange/mailbox/occurrences.ts'

const standard = appointment({ start: 0, end: 0, uid: 'u' })
const calendar = (dtstart: string, until: string) =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', 'UID:u', `DTSTART${dtstart}`],
    ...[`RRULE:FREQ=DAILY;UNTIL=${until}`, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n')
const last = (text: string) => {
  const series = readCalendar(text, standard)
  const all = occurrencesOf(series, series.start, Number.POSITIVE_INFINITY)
  return new Date(all.at(-1)?.start ?? 0).toISOString().slice(0, 16)
}

t.test('a series of iCalendar ends where its UNTIL says, east and west of Greenwich', async (t) => {
  const berlin = ';TZID=Europe/Berlin:20140610T090000'
  const tokyo = ';TZID=Asia/Tokyo:20140610T003000'
  const seattle = ';TZID=America/Los_Angeles:20140610T220000'
  // Exchange names the last start, Google the end of the last day; both in UTC.
  t.equal(last(calendar(berlin, '20140617T070000Z')), '2014-06-17T07:00')
  t.equal(last(calendar(berlin, '20140617T215959Z')), '2014-06-17T07:00')
  t.equal(last(calendar(berlin, '20140617')), '2014-06-17T07:00')
  t.equal(last(calendar(tokyo, '20140616T153000Z')), '2014-06-16T15:30')
  t.equal(last(calendar(seattle, '20140618T050000Z')), '2014-06-18T05:00')
  t.equal(last(calendar(seattle, '20140618T045959Z')), '2014-06-17T05:00')
  t.equal(last(calendar(';VALUE=DATE:20140610', '20140617')), '2014-06-17T00:00')
})

t.test('it is written as it was read: in UTC, or as a date', async (t) => {
  const written = (text: string) => /UNTIL=(\w+)/.exec(writeCalendar(readCalendar(text, standard), 'PUBLISH', 0))?.[1]
  t.equal(written(calendar(';TZID=Europe/Berlin:20140610T090000', '20140617T070000Z')), '20140617T070000Z')
  t.equal(written(calendar(';TZID=Europe/Berlin:20140610T090000', '20140617')), '20140617T215959Z')
  t.equal(written(calendar(';VALUE=DATE:20140610', '20140617')), '20140617')
})
