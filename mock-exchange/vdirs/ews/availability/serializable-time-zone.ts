// The time zone that a request for availability brings along (SerializableTimeZone of [MS-OXWAVLS]): a bias, and when it
// changes in a year.

import { descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsFault } from '../errors.ts'
import { typesNamespace } from '../namespaces.ts'

/** When a part of the year begins, on the clock of the part before. */
interface Change {
  /** Minutes beside the zone's own bias. */
  readonly bias: number
  /** Milliseconds into the day. */
  readonly time: number
  /** 1 to 4, or 5 for the last. */
  readonly dayOrder: number
  /** 1 to 12; 0 when it never begins. */
  readonly month: number
  /** 0 is Sunday. */
  readonly dayOfWeek: number
}

/** Minutes: UTC = local time + bias. */
export interface SerializableTimeZone {
  readonly bias: number
  readonly standard: Change
  readonly daylight: Change
}

const minute = 60_000
const day = 86_400_000
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const never: Change = { bias: 0, time: 0, dayOrder: 0, month: 0, dayOfWeek: 0 }

export const utc: SerializableTimeZone = { bias: 0, standard: never, daylight: never }

/** Reads `t:TimeZone`. @throws EwsFault ErrorInvalidRequest for values that mean nothing */
export function readTimeZone(element: Element): SerializableTimeZone {
  const bias = integer(textOf(descendantOf(element, typesNamespace, 'Bias')), -1_440, 1_440)
  return { bias, standard: readChange(element, 'StandardTime'), daylight: readChange(element, 'DaylightTime') }
}

function readChange(parent: Element, name: string): Change {
  const element = descendantOf(parent, typesNamespace, name)
  if (element === undefined) return never
  const value = (field: string): string | undefined => textOf(descendantOf(element, typesNamespace, field))
  const time = /^(\d\d):(\d\d):(\d\d)/.exec(value('Time') ?? '00:00:00')
  const [, hours, minutes, seconds] = time ?? []
  const dayOfWeek = days.indexOf(value('DayOfWeek') ?? 'Sunday')
  if (time === null || dayOfWeek < 0) throw invalid()
  return {
    bias: integer(value('Bias'), -1_440, 1_440),
    time: (Number(hours) * 60 + Number(minutes)) * minute + Number(seconds) * 1_000,
    dayOrder: integer(value('DayOrder') ?? '0', 0, 5),
    month: integer(value('Month') ?? '0', 0, 12),
    dayOfWeek,
  }
}

function integer(text: string | undefined, least: number, most: number): number {
  const number = /^-?\d{1,5}$/.test(text ?? '') ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw invalid()
}

const invalid = (): EwsFault => new EwsFault('ErrorInvalidRequest', 'The time zone of the request is invalid.')

/** The instant at which the zone's clock shows `local`, both in milliseconds since 1970. */
export function toInstant(local: number, zone: SerializableTimeZone): number {
  return local + biasAt(local, zone) * minute
}

/** What the zone's clock shows at an instant. */
export function toLocal(instant: number, zone: SerializableTimeZone): number {
  const standard = instant - (zone.bias + zone.standard.bias) * minute
  return instant - biasAt(standard, zone) * minute
}

/** Minutes to add to the local time to come to UTC. */
function biasAt(local: number, { bias, standard, daylight }: SerializableTimeZone): number {
  if (standard.month === 0 || daylight.month === 0) return bias + standard.bias
  const year = new Date(local).getUTCFullYear()
  const summer = startOf(daylight, year)
  const winter = startOf(standard, year)
  const isSummer = summer < winter ? local >= summer && local < winter : local >= summer || local < winter
  return bias + (isSummer ? daylight.bias : standard.bias)
}

function startOf({ month, dayOrder, dayOfWeek, time }: Change, year: number): number {
  const first = Date.UTC(year, month - 1, 1)
  const inMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
  let date = 1 + ((dayOfWeek - new Date(first).getUTCDay() + 7) % 7) + 7 * (Math.max(dayOrder, 1) - 1)
  while (date > inMonth) date -= 7
  return first + (date - 1) * day + time
}

/** A zone as `t:TimeZone`. */
export function timeZoneElement({ bias, standard, daylight }: SerializableTimeZone): Markup {
  const change = (name: string, { bias: own, time, dayOrder, month, dayOfWeek }: Change): Markup =>
    markup`<t:${name}><t:Bias>${own}</t:Bias><t:Time>${new Date(time).toISOString().slice(11, 19)}</t:Time><t:DayOrder>${
      dayOrder
    }</t:DayOrder><t:Month>${month}</t:Month><t:DayOfWeek>${days[dayOfWeek]}</t:DayOfWeek></t:${name}>`
  return markup`<t:TimeZone><t:Bias>${bias}</t:Bias>${change('StandardTime', standard)}${change(
    'DaylightTime',
    daylight,
  )}</t:TimeZone>`
}
