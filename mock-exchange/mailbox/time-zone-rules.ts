// The rules of Windows time zones as they are now, from the platform's own data: no table to grow old.
//
//   offsets through a year ─▶ when they change ─▶ "the last Sunday of October at 3:00", which holds for the years to come

import { wallTime } from './time-zone.ts'

/** When the offset changes, by a rule that holds every year. */
export interface YearlyChange {
  readonly to: 'Standard' | 'Daylight'
  /** 1 to 12. */
  readonly month: number
  /** 0 is Sunday. */
  readonly dayOfWeek: number
  /** 1 to 4, or -1 for the last of the month. */
  readonly occurrence: number
  /** Minutes into the day, on the clock as it goes before the change. */
  readonly minutes: number
}

export interface ZoneRules {
  /** Minutes to add to local time to come to UTC, in winter. */
  readonly standardBias: number
  /** The same in summer; undefined where the clocks do not change. */
  readonly daylightBias: number | undefined
  readonly changes: readonly YearlyChange[]
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Years whose changes must agree for a rule to be one. */
const yearsLooked = 6

const known = new Map<string, ZoneRules>()

/** The rules of a zone (by its Windows name) from a year on. */
export function rulesOf(zone: string, year: number): ZoneRules {
  const key = `${zone} ${year}`
  const rules = known.get(key) ?? findRules(zone, year)
  // A lab's clock stays in one or two years.
  if (known.size > 1_000) known.clear()
  known.set(key, rules)
  return rules
}

function findRules(zone: string, year: number): ZoneRules {
  const years = Array.from({ length: yearsLooked }, (_, index) => changesIn(zone, year + index))
  const winter = offset(zone, Date.UTC(year, 0, 1))
  const summer = offset(zone, Date.UTC(year, 6, 1))
  const standard = Math.min(winter, summer)
  const daylight = Math.max(winter, summer)
  const [first = []] = years
  if (standard === daylight || first.length !== 2 || years.some(({ length }) => length !== 2)) {
    return { standardBias: -winter / minute || 0, daylightBias: undefined, changes: [] }
  }
  const changes = first.map((_, index) => {
    const dates = years.flatMap((list) => list[index] ?? [])
    return yearly(dates, offset(zone, (dates[0]?.instant ?? 0) + 1) === daylight ? 'Daylight' : 'Standard')
  })
  return { standardBias: -standard / minute || 0, daylightBias: -daylight / minute || 0, changes }
}

interface DatedChange {
  readonly instant: number
  /** The clock before the change, as if it were UTC. */
  readonly local: Date
}

function changesIn(zone: string, year: number): DatedChange[] {
  const found: DatedChange[] = []
  const end = Date.UTC(year + 1, 0, 1)
  // No zone that has a rule changes its clocks twice within a fortnight.
  const step = 14 * day
  let after = offset(zone, Date.UTC(year, 0, 1))
  for (let at = Date.UTC(year, 0, 1); at < end; at += step) {
    const next = Math.min(at + step, end)
    const before = after
    after = offset(zone, next)
    if (after === before) continue
    let [low, high] = [at, next]
    while (high - low > minute) {
      const middle = low + Math.floor((high - low) / 2 / minute) * minute
      if (offset(zone, middle) === before) low = middle
      else high = middle
    }
    found.push({ instant: high, local: new Date(high + before) })
  }
  return found
}

function yearly(dates: readonly DatedChange[], to: YearlyChange['to']): YearlyChange {
  const [first] = dates
  const local = first?.local ?? new Date(0)
  const isLast = dates.every(({ local: one }) => one.getUTCDate() + 7 > daysOfMonth(one))
  return {
    to,
    month: local.getUTCMonth() + 1,
    dayOfWeek: local.getUTCDay(),
    occurrence: isLast ? -1 : Math.ceil(local.getUTCDate() / 7),
    minutes: local.getUTCHours() * 60 + local.getUTCMinutes(),
  }
}

function daysOfMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
}

function offset(zone: string, instant: number): number {
  return wallTime(instant, zone) - instant
}
