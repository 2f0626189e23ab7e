import t from 'tap'
import { appointment } from '../../../../mock-exchange/mailbox/item.ts'
import { recurrenceBlob, seriesOf } from '../../../../mock-exchange/mailbox/mapi/recurrence.ts'
import { wallMinutes } from '../../../../mock-exchange/mailbox/mapi/wall-minutes.ts'
import { instantOf, wallTime } from '../../../../mock-exchange/mailbox/time-zone.ts'

const minute = 60_000
const day = 1_440 * minute
const epoch = -Date.UTC(1601, 0, 1) / minute

t.test(
  'what is kept of a zone tells no other time than the zone, where clocks change and days are left out',
  async (t) => {
    const changes = [
      ['W. Europe Standard Time', Date.UTC(2014, 2, 30)],
      ['W. Europe Standard Time', Date.UTC(2014, 9, 26)],
      ['Pacific Standard Time', Date.UTC(2014, 2, 9)],
      ['Pacific/Apia', Date.UTC(2011, 11, 30)],
      ['Africa/Casablanca', Date.UTC(2014, 5, 28)],
      ['Asia/Kathmandu', Date.UTC(1986, 0, 1)],
    ] as const
    for (const [zone, change] of changes) {
      const clock = wallMinutes(zone)
      const times = Array.from({ length: 6 * 96 }, (_, index) => change - 3 * day + 15 * minute * index)
      t.same(
        times.map((time) => clock.minutesOf(time)),
        times.map((time) => wallTime(time, zone) / minute + epoch),
        `${zone} shows`,
      )
      t.same(
        times.map((time) => clock.instantOf(time / minute + epoch)),
        times.map((time) => instantOf(time, zone)),
        `${zone} means`,
      )
    }
  },
)

t.test(
  'as many exceptions as a series can have are told and read, and told anew only when they have changed',
  async (t) => {
    const start = Date.UTC(2014, 0, 1, 7)
    const late = (original: number) => ({ start: original + 60 * minute, end: original + 120 * minute })
    const originals = Array.from({ length: 3_999 }, (_, index) => start + index * day)
    const series = appointment({
      ...{ start, end: start + 30 * minute, uid: 'u', timeZone: 'W. Europe Standard Time', recurrence: 'FREQ=DAILY' },
      modifiedOccurrences: new Map(originals.map((original) => [original, late(original)])),
    })
    const blob = recurrenceBlob(series) ?? Buffer.alloc(0)
    t.equal(seriesOf(blob, series).modifiedOccurrences.size, 3_999)
    t.equal(recurrenceBlob(series), blob)
  },
)
