// Recurrence between iCalendar's rule and ActiveSync's elements ([MS-ASCAL] 2.2.2.37, RFC 5545 section 3.3.10).

import { tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { compactDateText, readDate } from './values.ts'

type RecurrencePage = 'Calendar' | 'Email' | 'Tasks'

const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

/** The Recurrence element of a rule; undefined for rules that ActiveSync cannot say. */
export function recurrenceElement(rule: string, start: number, page: RecurrencePage): WbxmlElement | undefined {
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]))
  const tag = tagsOf(page)
  const frequency = parts.get('FREQ')
  const byDay = (parts.get('BYDAY') ?? '').split(',').filter((day) => day !== '')
  const names = byDay.map((day) => day.replace(/^[+-]?\d+/, ''))
  const position = Number(/^([+-]?\d+)/.exec(byDay[0] ?? '')?.[1] ?? parts.get('BYSETPOS') ?? 0)
  const mask = names.reduce((sum, name) => sum | (1 << days.indexOf(name)), 0)
  const date = new Date(start)
  const dayOfMonth = parts.get('BYMONTHDAY') ?? String(date.getUTCDate())
  const month = parts.get('BYMONTH') ?? String(date.getUTCMonth() + 1)
  // The last one of a month is week 5 here and position -1 there.
  const week = position < 0 ? 5 : position
  const nth = [tag('DayOfWeek', String(mask)), tag('WeekOfMonth', String(week))]
  const forms: Readonly<Record<string, readonly [type: string, ...members: WbxmlElement[]]>> = {
    DAILY: ['0'],
    WEEKLY: ['1', tag('DayOfWeek', String(mask === 0 ? 1 << date.getUTCDay() : mask))],
    MONTHLY: mask > 0 && week > 0 ? ['3', ...nth] : ['2', tag('DayOfMonth', dayOfMonth)],
    YEARLY:
      mask > 0 && week > 0
        ? ['6', ...nth, tag('MonthOfYear', month)]
        : ['5', tag('DayOfMonth', dayOfMonth), tag('MonthOfYear', month)],
  }
  const form = frequency === undefined ? undefined : forms[frequency]
  if (form === undefined) return undefined
  const [type, ...members] = form
  const until = untilOf(parts.get('UNTIL'))
  const count = parts.get('COUNT')
  return tag(
    'Recurrence',
    tag('Type', type),
    ...(until === undefined ? [] : [tag('Until', compactDateText(until))]),
    ...(count === undefined ? [] : [tag('Occurrences', count)]),
    tag('Interval', parts.get('INTERVAL') ?? '1'),
    ...members,
  )
}

/** The rule of a Recurrence element; undefined for one that cannot be read. */
export function readRecurrence(given: WbxmlElement, page: RecurrencePage): string | undefined {
  const value = (tag: string): number | undefined => {
    const text = textOf(given, page, tag)
    return text === undefined || !/^\d{1,5}$/.test(text) ? undefined : Number(text)
  }
  const type = value('Type')
  const mask = value('DayOfWeek') ?? 0
  const names = days.filter((_, index) => (mask & (1 << index)) !== 0)
  const week = value('WeekOfMonth') ?? 0
  const position = week === 5 ? -1 : week
  const until = readDate(textOf(given, page, 'Until'))
  const count = value('Occurrences')
  const nth = `BYDAY=${names.join(',')};BYSETPOS=${position}`
  const rules: Readonly<Record<number, string>> = {
    0: names.length > 0 ? `FREQ=WEEKLY;BYDAY=${names.join(',')}` : 'FREQ=DAILY',
    1: `FREQ=WEEKLY${names.length > 0 ? `;BYDAY=${names.join(',')}` : ''}`,
    2: `FREQ=MONTHLY;BYMONTHDAY=${value('DayOfMonth') ?? 1}`,
    3: `FREQ=MONTHLY;${nth}`,
    5: `FREQ=YEARLY;BYMONTH=${value('MonthOfYear') ?? 1};BYMONTHDAY=${value('DayOfMonth') ?? 1}`,
    6: `FREQ=YEARLY;BYMONTH=${value('MonthOfYear') ?? 1};${nth}`,
  }
  const rule = type === undefined ? undefined : rules[type]
  if (rule === undefined || ((type === 3 || type === 6) && (names.length === 0 || week < 1 || week > 5))) {
    return undefined
  }
  const interval = value('Interval') ?? 1
  const end = until === undefined ? '' : `;UNTIL=${compactDateText(until)}`
  const times = count === undefined ? '' : `;COUNT=${count}`
  return `${rule}${interval > 1 ? `;INTERVAL=${interval}` : ''}${end || times}`
}

function untilOf(text: string | undefined): number | undefined {
  return readDate(text !== undefined && /^\d{8}$/.test(text) ? `${text}T000000Z` : text)
}
