// Wall-clock time in the time zones of appointments. Outlook and Exchange name zones as Windows does; the rules come from
// the platform's own data under the IANA names (CLDR windowsZones maps one to the other).

import { lookupTable } from '../../base/lookup-table.ts'

const zones = lookupTable<string>({
  UTC: 'UTC',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'GTB Standard Time': 'Europe/Bucharest',
  'FLE Standard Time': 'Europe/Kiev',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'Turkey Standard Time': 'Europe/Istanbul',
  'Israel Standard Time': 'Asia/Jerusalem',
  'South Africa Standard Time': 'Africa/Johannesburg',
  'Egypt Standard Time': 'Africa/Cairo',
  'Russian Standard Time': 'Europe/Moscow',
  'Arabian Standard Time': 'Asia/Dubai',
  'India Standard Time': 'Asia/Kolkata',
  'SE Asia Standard Time': 'Asia/Bangkok',
  'China Standard Time': 'Asia/Shanghai',
  'Singapore Standard Time': 'Asia/Singapore',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Korea Standard Time': 'Asia/Seoul',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'E. Australia Standard Time': 'Australia/Brisbane',
  'New Zealand Standard Time': 'Pacific/Auckland',
  'Hawaiian Standard Time': 'Pacific/Honolulu',
  'Alaskan Standard Time': 'America/Anchorage',
  'Pacific Standard Time': 'America/Los_Angeles',
  'US Mountain Standard Time': 'America/Phoenix',
  'Mountain Standard Time': 'America/Denver',
  'Central Standard Time': 'America/Chicago',
  'Eastern Standard Time': 'America/New_York',
  'Atlantic Standard Time': 'America/Halifax',
  'Newfoundland Standard Time': 'America/St_Johns',
  'E. South America Standard Time': 'America/Sao_Paulo',
  'Argentina Standard Time': 'America/Buenos_Aires',
})

// Names come from clients and mails: what is kept is bounded, and made anew once there is too much of it.
const mostNames = 200
const formats = new Map<string, Intl.DateTimeFormat>()
const unknownNames = new Set<string>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  if (unknownNames.has(zone)) return formatOf('UTC')
  const timeZone = zones[zone] ?? zone
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
    era: 'short',
  }
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { ...options, timeZone })
  } catch {
    if (unknownNames.size >= mostNames) unknownNames.clear()
    unknownNames.add(zone)
    return formatOf('UTC')
  }
  if (formats.size >= mostNames) formats.clear()
  formats.set(zone, format)
  return format
}

/** The zones known here, by their names in Windows. */
export const windowsZones: readonly string[] = Object.keys(zones)

/** Whether a name is that of a zone, in Windows or on the platform. */
export function isZone(name: string): boolean {
  return windowsZones.includes(name) || formatOf(name) !== formatOf('UTC')
}

/** The name that Windows has for an IANA zone; undefined for one that has none here. */
export function windowsZoneOf(iana: string): string | undefined {
  return Object.entries(zones).find(([, name]) => name === iana)?.[0]
}

/** What a clock on the wall shows at an instant, as if it were UTC: milliseconds since 1970. Unknown zones are UTC. */
export function wallTime(instant: number, zone: string): number {
  if (zone === 'UTC') return instant
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1_000) + 1_000) % 1_000)
}

/** The instant at which that clock shows `wall`; where it is skipped or shown twice, one hour's difference may remain. */
export function instantOf(wall: number, zone: string): number {
  const first = wall - (wallTime(wall, zone) - wall)
  return first + (wall - wallTime(first, zone))
}
