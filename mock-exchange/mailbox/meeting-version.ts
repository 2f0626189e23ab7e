// Which version of a meeting somebody has: SEQUENCE and DTSTAMP of iTIP (RFC 5546 section 2.1.5), which MAPI has as
// PidLidAppointmentSequence and PidLidOwnerCriticalChange ([MS-OXOCAL] 2.2.1.1 and 2.2.1.34, recalled). Messages need not
// arrive in the order in which they were sent; an older one changes nothing.

import { named } from '../../protocols/mapi/named-properties.ts'
import type { Item, PropertyValue } from './item.ts'
import { keyOf } from './mapi/property.ts'

/** Names under which meetings, and messages about them, keep their version. */
export const versionKeys = {
  sequence: keyOf(named.appointmentSequence),
  /** When the organizer last changed it, in milliseconds since 1970. */
  changedAt: keyOf(named.ownerCriticalChange),
} as const

type Versioned = Pick<Item, 'properties'>

/** What is kept of a version; nothing of one that says none. */
export function versionProperties({ properties }: Versioned): [key: string, value: PropertyValue][] {
  return Object.values(versionKeys).flatMap((key) => {
    const value = properties.get(key)
    return typeof value === 'number' ? [[key, value] as [string, PropertyValue]] : []
  })
}

/** How often the organizer has changed a meeting; undefined where it does not say. */
export function sequenceOf({ properties }: Versioned): number | undefined {
  const value = properties.get(versionKeys.sequence)
  return typeof value === 'number' ? value : undefined
}

/** When the organizer last changed it, in whole seconds, which are all that iCalendar has. */
function secondOf({ properties }: Versioned): number | undefined {
  const value = properties.get(versionKeys.changedAt)
  return typeof value === 'number' ? Math.floor(value / 1_000) : undefined
}

/** Whether what a message says is older than what is known. */
export function isOutdated(said: Versioned, known: Versioned): boolean {
  const ahead = (sequenceOf(said) ?? 0) - (sequenceOf(known) ?? 0)
  if (ahead !== 0) return ahead < 0
  const [at, last] = [secondOf(said), secondOf(known)]
  return at !== undefined && last !== undefined && at < last
}

/** A meeting as its organizer sends it now. @param change whether those who know it are told something new */
export function versioned<Meeting extends Versioned>(meeting: Meeting, now: number, change: boolean): Meeting {
  const sequence = (sequenceOf(meeting) ?? 0) + (change ? 1 : 0)
  const { properties } = meeting
  return {
    ...meeting,
    properties: new Map(properties).set(versionKeys.sequence, sequence).set(versionKeys.changedAt, now),
  }
}
