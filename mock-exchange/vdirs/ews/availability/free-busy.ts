// When somebody is busy: the appointments of a calendar, recurring ones unfolded, and the digits that they merge to.

import type { Appointment, AppointmentContent } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { contentAt } from '../../../mailbox/occurrence-changes.ts'
import { occurrencesOf } from '../../../mailbox/occurrences.ts'

/** One time that is not free, in milliseconds since 1970. */
export interface BusyTime {
  readonly start: number
  readonly end: number
  readonly status: AppointmentContent['busyStatus']
  readonly item: Appointment
}

/** The appointments that overlap the time from `from` until before `until`, in order. */
export function busyTimes(mailbox: Mailbox, from: number, until: number): BusyTime[] {
  return mailbox
    .items(mailbox.folder('calendar'))
    .flatMap((item) => {
      if (item.kind !== 'appointment') return []
      return occurrencesOf(item, from, until).map(({ start, end, original }) => {
        const at = item.modifiedOccurrences.has(original) ? contentAt(item, original) : item
        return { start, end, status: at.busyStatus, item: at }
      })
    })
    .sort((a, b) => a.start - b.start || a.end - b.end)
}

/** Digits of MergedFreeBusy ([MS-OXWAVLS] 2.2.4.21); of times that overlap, the busiest counts. */
const digits: Readonly<Record<AppointmentContent['busyStatus'], number>> = {
  free: 0,
  tentative: 1,
  busy: 2,
  oof: 3,
  // Working elsewhere came after these digits; to them it is free.
  elsewhere: 0,
}

/** One digit for each interval of the time, in minutes; the last may be shorter. */
export function mergedFreeBusy(times: readonly BusyTime[], from: number, until: number, interval: number): string {
  const step = interval * 60_000
  const merged = new Uint8Array(Math.ceil((until - from) / step))
  for (const { start, end, status } of times) {
    const first = Math.max(0, Math.floor((start - from) / step))
    const last = Math.min(merged.length, Math.ceil((end - from) / step))
    for (let index = first; index < last; index++) merged[index] = Math.max(merged[index] ?? 0, digits[status])
  }
  return merged.join('')
}
