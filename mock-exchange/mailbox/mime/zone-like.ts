import type ICAL from 'ical.js'
import { windowsZones } from '../time-zone.ts'
import { rulesOf } from '../time-zone-rules.ts'

/**
 * The Windows zone whose clock goes as a VTIMEZONE says (RFC 5545 section 3.6.5): the same offsets, changed in the same months.
 * Undefined when there is none. Nothing of it is expanded: how often it says that clocks change is up to whoever wrote it.
 * @param year in which the rules are to be the same
 */
export function zoneLike(definition: ICAL.Component, year: number): string | undefined {
  const standard = observance(definition, 'standard')
  const daylight = observance(definition, 'daylight')
  if (standard === undefined) return undefined
  return windowsZones.find((zone) => {
    const { standardBias, daylightBias, changes } = rulesOf(zone, year)
    if (standardBias !== standard.bias || daylightBias !== daylight?.bias) return false
    return changes.every(({ to, month }) => month === (to === 'Standard' ? standard : daylight)?.month)
  })
}

interface Observance {
  /** Minutes to add to local time to come to UTC. */
  readonly bias: number
  /** 1 to 12. */
  readonly month: number
}

/** The one that began last, by the order in which they are written. */
function observance(definition: ICAL.Component, name: 'standard' | 'daylight'): Observance | undefined {
  const component = definition.getAllSubcomponents(name).at(-1)
  const offset = component?.getFirstPropertyValue('tzoffsetto') as ICAL.UtcOffset | null | undefined
  const begin = component?.getFirstPropertyValue('dtstart') as ICAL.Time | null | undefined
  const rule = component?.getFirstPropertyValue('rrule') as ICAL.Recur | null | undefined
  if (offset == null || begin == null) return undefined
  const [month = begin.month] = rule?.parts.BYMONTH ?? []
  return { bias: -offset.toSeconds() / 60 || 0, month }
}
