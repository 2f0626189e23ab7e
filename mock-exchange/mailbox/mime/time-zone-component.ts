import ICAL from 'ical.js'
import { wallTime } from '../time-zone.ts'

const hour = 3_600_000

/**
 * VTIMEZONE of a zone named as Windows does (RFC 5545 section 3.6.5), with the rules of the year of `around`: the two
 * instants at which its offset changes there, told as the n-th weekday of a month, as Exchange tells them.
 */
export function zoneComponent(zone: string, around: number): ICAL.Component {
  const component = new ICAL.Component('vtimezone')
  component.updatePropertyWithValue('tzid', zone)
  const year = new Date(around).getUTCFullYear()
  const changes = changesIn(zone, year)
  const offset = wallTime(around, zone) - around
  if (changes.length === 0) component.addSubcomponent(observance('standard', undefined, offset, offset))
  for (const change of changes) {
    component.addSubcomponent(
      observance(change.after > change.before ? 'daylight' : 'standard', change, change.before, change.after),
    )
  }
  return component
}

interface OffsetChange {
  readonly at: number
  readonly before: number
  readonly after: number
}

function changesIn(zone: string, year: number): OffsetChange[] {
  const offset = (at: number): number => wallTime(at, zone) - at
  const changes: OffsetChange[] = []
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 24 * hour) {
    const [before, after] = [offset(at), offset(at + 24 * hour)]
    if (before === after) continue
    let first = at
    while (offset(first) === before) first += hour / 2
    changes.push({ at: first, before, after })
  }
  return changes
}

function observance(
  name: 'standard' | 'daylight',
  change: OffsetChange | undefined,
  from: number,
  to: number,
): ICAL.Component {
  const component = new ICAL.Component(name)
  // The rule holds from ever: the wall clock as it shows before the change, in 1601, where Windows begins to count.
  const wall = new Date(change === undefined ? 0 : change.at + change.before)
  const time = change === undefined ? '00:00:00' : wall.toISOString().slice(11, 19)
  component.updatePropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(`1601-01-01T${time}`))
  component.updatePropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromSeconds(from / 1_000) as never)
  component.updatePropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromSeconds(to / 1_000) as never)
  if (change !== undefined) {
    const day = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][wall.getUTCDay()] ?? 'SU'
    const daysLeft =
      new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate() - wall.getUTCDate()
    const week = daysLeft < 7 ? -1 : Math.ceil(wall.getUTCDate() / 7)
    const rule = `FREQ=YEARLY;INTERVAL=1;BYDAY=${week}${day};BYMONTH=${wall.getUTCMonth() + 1}`
    component.updatePropertyWithValue('rrule', ICAL.Recur.fromString(rule) as never)
  }
  return component
}
