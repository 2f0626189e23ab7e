// Times for a meeting (SuggestionsResponse, [MS-OXWAVLS] 2.2.4): every half hour of a day, as good as it is free of conflicts.
// What a quality means is recalled: Excellent for nobody busy, Good up to the threshold in percent, Fair below half, else Poor.

import { descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsFault } from '../errors.ts'
import { typesNamespace } from '../namespaces.ts'
import type { BusyTime } from './free-busy.ts'

const minute = 60_000
const day = 86_400_000
const qualities = ['Excellent', 'Good', 'Fair', 'Poor'] as const
type Quality = (typeof qualities)[number]

/** `t:SuggestionsViewOptions`. Times are the request's own, as if they were UTC. */
export interface SuggestionOptions {
  /** Percent. */
  readonly goodThreshold: number
  readonly mostByDay: number
  readonly mostOutsideWork: number
  /** Minutes. */
  readonly duration: number
  readonly worst: Quality
  readonly from: number
  readonly until: number
}

/** @throws EwsFault for numbers and windows that cannot be */
export function readSuggestionOptions(
  element: Element,
  readLocal: (text: string | undefined) => number,
): SuggestionOptions {
  const text = (...path: readonly string[]) => textOf(descendantOf(element, typesNamespace, ...path))
  const number = (name: string, standard: number, most: number): number => {
    const value = Number(text(name) ?? standard)
    if (Number.isInteger(value) && value >= 0 && value <= most) return value
    throw new EwsFault('ErrorInvalidRequest', `${name} must be from 0 to ${most}.`)
  }
  const worst = qualities.find((one) => one === (text('MinimumSuggestionQuality') ?? 'Fair'))
  if (worst === undefined) throw new EwsFault('ErrorSchemaValidation', 'The MinimumSuggestionQuality is invalid.')
  const from = readLocal(text('DetailedSuggestionsWindow', 'StartTime'))
  const until = readLocal(text('DetailedSuggestionsWindow', 'EndTime'))
  if (until <= from || until - from > 62 * day) {
    throw new EwsFault('ErrorInvalidTimeInterval', 'The window of the suggestions must be from one moment to 62 days.')
  }
  return {
    goodThreshold: number('GoodThreshold', 25, 49),
    mostByDay: number('MaximumResultsByDay', 10, 48),
    mostOutsideWork: number('MaximumNonWorkHourResultsByDay', 0, 48),
    duration: Math.max(30, number('MeetingDurationInMinutes', 60, 1_440)),
    worst,
    from,
    until,
  }
}

interface Suggestion {
  readonly time: number
  readonly work: boolean
  readonly quality: Quality
  readonly statuses: readonly BusyTime['status'][]
}

/**
 * `m:SuggestionDayResultArray`.
 * @param calendars the busy times of each who is to come, on the request's own clock; undefined for somebody unknown
 * @param names of the states, as EWS says them
 */
export function suggestionDays(
  options: SuggestionOptions,
  calendars: readonly (readonly BusyTime[] | undefined)[],
  names: Readonly<Record<BusyTime['status'], string>>,
): Markup {
  const days: Markup[] = []
  const first = options.from - (options.from % day)
  for (let date = first; date < options.until; date += day) {
    const best = suggestionsOf(date, options, calendars)
    const quality = best[0]?.quality ?? 'Poor'
    days.push(
      markup`<t:SuggestionDayResult><t:Date>${localText(date)}</t:Date><t:DayQuality>${quality}</t:DayQuality><t:SuggestionArray>${best
        .toSorted((a, b) => a.time - b.time)
        .map((one) => suggestionElement(one, names))}</t:SuggestionArray></t:SuggestionDayResult>`,
    )
  }
  return markup`<m:SuggestionDayResultArray>${days}</m:SuggestionDayResultArray>`
}

function suggestionsOf(
  date: number,
  { from, until, duration, goodThreshold, worst, mostByDay, mostOutsideWork }: SuggestionOptions,
  calendars: readonly (readonly BusyTime[] | undefined)[],
): Suggestion[] {
  const length = duration * minute
  // Of months of a full calendar only the day at hand is looked through for each of its times.
  const ofDay = [...new Set(calendars)].map(
    (times) => [times, (times ?? []).filter((one) => overlaps(one, date, date + day + length))] as const,
  )
  const all: Suggestion[] = []
  for (let time = date; time < date + day; time += 30 * minute) {
    if (time < from || time + length > until) continue
    const found = new Map(ofDay.map(([times, near]) => [times, statusAt(near, time, time + length)]))
    const statuses = calendars.map((times) => found.get(times) ?? 'free')
    const conflicts = statuses.filter((status) => status === 'busy' || status === 'oof').length
    const quality = qualityOf((100 * conflicts) / Math.max(1, statuses.length), goodThreshold)
    if (qualities.indexOf(quality) > qualities.indexOf(worst)) continue
    all.push({ time, work: isWork(date, time - date, length), quality, statuses })
  }
  const ranked = all.toSorted((a, b) => qualities.indexOf(a.quality) - qualities.indexOf(b.quality) || a.time - b.time)
  const outside = ranked.filter(({ work }) => !work).slice(0, mostOutsideWork)
  return [...ranked.filter(({ work }) => work), ...outside].slice(0, mostByDay)
}

/** The working hours that every mailbox has: eight to five, Monday to Friday. */
function isWork(date: number, time: number, length: number): boolean {
  const weekday = new Date(date).getUTCDay()
  return weekday >= 1 && weekday <= 5 && time >= 480 * minute && time + length <= 1_020 * minute
}

function qualityOf(percent: number, goodThreshold: number): Quality {
  if (percent === 0) return 'Excellent'
  if (percent <= goodThreshold) return 'Good'
  return percent < 50 ? 'Fair' : 'Poor'
}

/** The busiest that somebody is within a time. */
function statusAt(times: readonly BusyTime[], from: number, until: number): BusyTime['status'] {
  const found = new Set(times.filter((one) => overlaps(one, from, until)).map(({ status }) => status))
  const order = ['oof', 'busy', 'tentative', 'elsewhere'] as const
  return order.find((status) => found.has(status)) ?? 'free'
}

const overlaps = ({ start, end }: BusyTime, from: number, until: number): boolean => start < until && end > from

function suggestionElement(
  { time, work, quality, statuses }: Suggestion,
  names: Readonly<Record<BusyTime['status'], string>>,
): Markup {
  const people = statuses.map(
    (status) =>
      markup`<t:IndividualAttendeeConflictData><t:BusyType>${names[status]}</t:BusyType></t:IndividualAttendeeConflictData>`,
  )
  return markup`<t:Suggestion><t:MeetingTime>${localText(time)}</t:MeetingTime><t:IsWorkTime>${work}</t:IsWorkTime><t:SuggestionQuality>${quality}</t:SuggestionQuality><t:AttendeeConflictDataArray>${people}</t:AttendeeConflictDataArray></t:Suggestion>`
}

function localText(time: number): string {
  return new Date(time).toISOString().slice(0, 19)
}
