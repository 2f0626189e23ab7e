import ICAL from 'ical.js'
import { wallTime } from '../time-zone.ts'
import { rulesOf, type YearlyChange } from '../time-zone-rules.ts'

const minute = 60_000

/**
 * VTIMEZONE of a zone named as Windows does (RFC 5545 section 3.6.5), with the rules of the year of `around`: when its offset
 * changes, told as the n-th weekday of a month, as Exchange tells them.
 */
export function zoneComponent(zone: string, around: number): ICAL.Component {
  const component = new ICAL.Component('vtimezone')
  component.updatePropertyWithValue('tzid', zone)
  const { standardBias, daylightBias, changes } = rulesOf(zone, new Date(around).getUTCFullYear())
  const offset = (wallTime(around, zone) - around) / minute
  if (changes.length === 0) component.addSubcomponent(observance('STANDARD', undefined, offset, offset))
  for (const change of changes) {
    const [standard, daylight] = [-standardBias, -(daylightBias ?? standardBias)]
    const [from, to] = change.to === 'Daylight' ? [standard, daylight] : [daylight, standard]
    component.addSubcomponent(observance(change.to, change, from, to))
  }
  return component
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

/** @param from minutes that the clock is ahead of UTC before the change, and `to` after it */
function observance(name: string, change: YearlyChange | undefined, from: number, to: number): ICAL.Component {
  const component = new ICAL.Component(name.toLowerCase())
  // The rule holds from ever: the wall clock as it shows before the change, in 1601, where Windows begins to count.
  const time = new Date((change?.minutes ?? 0) * minute).toISOString().slice(11, 19)
  component.updatePropertyWithValue('dtstart', ICAL.Time.fromDateTimeString(`1601-01-01T${time}`))
  component.updatePropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromSeconds(from * 60) as never)
  component.updatePropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromSeconds(to * 60) as never)
  if (change !== undefined) {
    const { occurrence, dayOfWeek, month } = change
    const rule = `FREQ=YEARLY;INTERVAL=1;BYDAY=${occurrence}${weekdays[dayOfWeek]};BYMONTH=${month}`
    component.updatePropertyWithValue('rrule', ICAL.Recur.fromString(rule) as never)
  }
  return component
}
