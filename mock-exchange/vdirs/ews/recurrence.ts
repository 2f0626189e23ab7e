// Recurrence of appointments: RRULE (RFC 5545 section 3.3.10) on one side, a pattern and a range (RecurrenceType) on the
// other.

import { lookupTable } from '../../../base/lookup-table.ts'
import { wallTime } from '../../mailbox/time-zone.ts'
import { childOf, type Element, textOf } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'
import { typesNamespace } from './namespaces.ts'
import { readInstant } from './values.ts'

const days = lookupTable<string>({
  SU: 'Sunday',
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
})
const groups = lookupTable<string>({
  Day: 'SU,MO,TU,WE,TH,FR,SA',
  Weekday: 'MO,TU,WE,TH,FR',
  WeekendDay: 'SU,SA',
})
const weeks = lookupTable<string>({ 1: 'First', 2: 'Second', 3: 'Third', 4: 'Fourth', '-1': 'Last' })
const months = 'January February March April May June July August September October November December'.split(' ')

/** Patterns of tasks that come again some time after they are done (TaskRecurrencePatternTypes). */
const regenerations = lookupTable<string>({
  DAILY: 'DailyRegeneration',
  WEEKLY: 'WeeklyRegeneration',
  MONTHLY: 'MonthlyRegeneration',
  YEARLY: 'YearlyRegeneration',
})

const codeOf = (names: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.keys(names).find((code) => names[code] === name)

/**
 * `t:Recurrence` of a rule; undefined for one that RecurrenceType cannot say. Days are those of the appointment's zone, and
 * dates carry its offset.
 * @param start of the first, milliseconds since 1970
 * @param timeZone name of a Windows time zone
 */
export function recurrenceElement(rule: string, start: number, timeZone: string): Markup | undefined {
  const parts = new Map(
    rule.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=')
      return [name.toUpperCase(), value.toUpperCase()]
    }),
  )
  const wall = wallTime(start, timeZone)
  const pattern = patternElement(parts, new Date(wall))
  return (
    pattern && markup`<t:Recurrence>${pattern}${rangeElement(parts, wall, offsetText(wall - start))}</t:Recurrence>`
  )
}

function patternElement(parts: ReadonlyMap<string, string>, start: Date): Markup | undefined {
  const frequency = parts.get('FREQ')
  const interval = markup`<t:Interval>${parts.get('INTERVAL') ?? '1'}</t:Interval>`
  const monthDay = parts.get('BYMONTHDAY') ?? String(start.getUTCDate())
  const month = markup`<t:Month>${months[Number(parts.get('BYMONTH') ?? start.getUTCMonth() + 1) - 1]}</t:Month>`
  const relative = relativeDay(parts)
  const regeneration = parts.has('REGENERATE') ? regenerations[frequency ?? ''] : undefined
  if (regeneration !== undefined) return markup`<t:${regeneration}>${interval}</t:${regeneration}>`
  switch (frequency) {
    case 'DAILY':
      return markup`<t:DailyRecurrence>${interval}</t:DailyRecurrence>`
    case 'WEEKLY': {
      const standard = Object.keys(days)[start.getUTCDay()] ?? 'MO'
      const list = (parts.get('BYDAY') ?? standard).split(',').map((code) => days[code] ?? '')
      const first = markup`<t:FirstDayOfWeek>${days[parts.get('WKST') ?? 'SU'] ?? 'Sunday'}</t:FirstDayOfWeek>`
      return markup`<t:WeeklyRecurrence>${interval}<t:DaysOfWeek>${list.join(' ')}</t:DaysOfWeek>${first}</t:WeeklyRecurrence>`
    }
    case 'MONTHLY':
      if (relative !== undefined) {
        return markup`<t:RelativeMonthlyRecurrence>${interval}${relative}</t:RelativeMonthlyRecurrence>`
      }
      return markup`<t:AbsoluteMonthlyRecurrence>${interval}<t:DayOfMonth>${monthDay}</t:DayOfMonth></t:AbsoluteMonthlyRecurrence>`
    case 'YEARLY':
      if (relative !== undefined)
        return markup`<t:RelativeYearlyRecurrence>${relative}${month}</t:RelativeYearlyRecurrence>`
      return markup`<t:AbsoluteYearlyRecurrence><t:DayOfMonth>${monthDay}</t:DayOfMonth>${month}</t:AbsoluteYearlyRecurrence>`
    default:
      return undefined
  }
}

/** `2TU`, or `TU` with BYSETPOS=2, as days of the week and which of them in the month. */
function relativeDay(parts: ReadonlyMap<string, string>): Markup | undefined {
  const list = parts.get('BYDAY')
  if (list === undefined) return undefined
  const [, number, only = ''] = /^(-?\d)?([A-Z]{2})$/.exec(list) ?? []
  const week = weeks[number ?? parts.get('BYSETPOS') ?? '']
  const name = days[only] ?? codeOf(groups, list)
  if (week === undefined || name === undefined) return undefined
  return markup`<t:DaysOfWeek>${name}</t:DaysOfWeek><t:DayOfWeekIndex>${week}</t:DayOfWeekIndex>`
}

/** @param wall what a clock of the zone shows at the first, as if it were UTC */
function rangeElement(parts: ReadonlyMap<string, string>, wall: number, offset: string): Markup {
  const begin = markup`<t:StartDate>${new Date(wall).toISOString().slice(0, 10)}${offset}</t:StartDate>`
  const count = parts.get('COUNT')
  if (count !== undefined) {
    return markup`<t:NumberedRecurrence>${begin}<t:NumberOfOccurrences>${count}</t:NumberOfOccurrences></t:NumberedRecurrence>`
  }
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(parts.get('UNTIL') ?? '') ?? []
  if (year === undefined) return markup`<t:NoEndRecurrence>${begin}</t:NoEndRecurrence>`
  return markup`<t:EndDateRecurrence>${begin}<t:EndDate>${year}-${month}-${day}${offset}</t:EndDate></t:EndDateRecurrence>`
}

/** `+02:00`; for none `+00:00`, which says the same as `Z`: exchangelib reads dates of ranges with an offset alone. */
function offsetText(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'))
  return `${milliseconds < 0 ? '-' : '+'}${hours}:${rest}`
}

/**
 * The rule that `t:Recurrence` says.
 * @throws EwsFault for what the schema does not know, EwsError for a pattern or range without its parts
 */
export function readRecurrence(element: Element): string {
  const [pattern, range] = element.children
  if (pattern === undefined || range === undefined)
    throw schemaFault("The element 'Recurrence' has incomplete content.")
  return [...readPattern(pattern), ...readRange(range)].join(';')
}

/**
 * The rule of a task's `t:Recurrence`, and its first day in milliseconds since 1970. A rule that counts from the day on which
 * the task is done ends in `REGENERATE=1`.
 * @throws as `readRecurrence`
 */
export function readTaskRecurrence(element: Element): { readonly rule: string; readonly start: number } {
  const rule = readRecurrence(element)
  const [pattern, range] = element.children
  const day = readDay(textOf(range && childOf(range, typesNamespace, 'StartDate')) ?? '')
  const start = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`)
  const again = codeOf(regenerations, pattern?.localName ?? '') === undefined ? '' : ';REGENERATE=1'
  return { rule: rule + again, start }
}

function readPattern(pattern: Element): string[] {
  const part = (name: string): string => {
    const text = textOf(childOf(pattern, typesNamespace, name))
    if (text === undefined) throw schemaFault(`The element '${pattern.localName}' has incomplete content: '${name}'.`)
    return text
  }
  const number = (name: string): number => {
    const value = Number(part(name))
    if (Number.isInteger(value) && value >= 1 && value <= 999) return value
    throw new EwsError('ErrorCalendarInvalidRecurrence', 'The recurrence pattern is invalid.')
  }
  const known = <Name extends string>(value: string | undefined, of: Name): string => {
    if (value !== undefined) return value
    throw schemaFault(`The '${of}' element is invalid.`)
  }
  const day = (name: string): string => known(codeOf(days, name) ?? groups[name], 'DaysOfWeek')
  const weekdays = (): string => part('DaysOfWeek').split(/\s+/).map(day).join(',')
  const firstDay = (): string[] => {
    const name = textOf(childOf(pattern, typesNamespace, 'FirstDayOfWeek'))
    return name === undefined ? [] : [`WKST=${known(codeOf(days, name), 'FirstDayOfWeek')}`]
  }
  const position = (): string => `BYSETPOS=${known(codeOf(weeks, part('DayOfWeekIndex')), 'DayOfWeekIndex')}`
  const month = (): string =>
    `BYMONTH=${
      months.indexOf(
        known(
          months.find((name) => name === part('Month')),
          'Month',
        ),
      ) + 1
    }`
  switch (pattern.localName) {
    case 'DailyRecurrence':
      return ['FREQ=DAILY', `INTERVAL=${number('Interval')}`]
    case 'WeeklyRecurrence':
      return ['FREQ=WEEKLY', `INTERVAL=${number('Interval')}`, `BYDAY=${weekdays()}`, ...firstDay()]
    case 'AbsoluteMonthlyRecurrence':
      return ['FREQ=MONTHLY', `INTERVAL=${number('Interval')}`, `BYMONTHDAY=${number('DayOfMonth')}`]
    case 'RelativeMonthlyRecurrence':
      return ['FREQ=MONTHLY', `INTERVAL=${number('Interval')}`, `BYDAY=${weekdays()}`, position()]
    case 'AbsoluteYearlyRecurrence':
      return ['FREQ=YEARLY', `BYMONTHDAY=${number('DayOfMonth')}`, month()]
    case 'RelativeYearlyRecurrence':
      return ['FREQ=YEARLY', `BYDAY=${weekdays()}`, position(), month()]
    default: {
      const frequency = codeOf(regenerations, pattern.localName ?? '')
      if (frequency !== undefined) return [`FREQ=${frequency}`, `INTERVAL=${number('Interval')}`]
      throw schemaFault(`The element 'Recurrence' has invalid child element '${pattern.localName}'.`)
    }
  }
}

/** The day that a date says, whatever its offset: that of the zone it was written in. @throws EwsFault for no date */
function readDay(text: string): string {
  readInstant(text)
  return text.trim().slice(0, 10).replaceAll('-', '')
}

function readRange(range: Element): string[] {
  const part = (name: string): string => textOf(childOf(range, typesNamespace, name)) ?? ''
  switch (range.localName) {
    case 'NoEndRecurrence':
      return []
    case 'EndDateRecurrence':
      return [`UNTIL=${readDay(part('EndDate'))}T235959Z`]
    case 'NumberedRecurrence': {
      const count = Number(part('NumberOfOccurrences'))
      if (Number.isInteger(count) && count >= 1 && count <= 999) return [`COUNT=${count}`]
      throw new EwsError('ErrorCalendarInvalidRecurrence', 'The recurrence pattern is invalid.')
    }
    default:
      throw schemaFault(`The element 'Recurrence' has invalid child element '${range.localName}'.`)
  }
}
