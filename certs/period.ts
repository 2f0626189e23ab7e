// When a certificate is valid, and how long a kept one stands for one made now.

import { X509Certificate } from 'node:crypto'
import { failure } from '../base/errors.ts'

/** From when until when a certificate is valid; both ends belong to it. */
export interface Period {
  readonly validFrom: Date
  readonly validTo: Date
}

const day = 86_400_000

/** The time so many days from now; negative for the past. */
export function inDays(days: number): Date {
  return new Date(Date.now() + days * day)
}

/**
 * The period asked for: from yesterday, so that clocks a little behind agree, for 397 days (what public authorities
 * give) unless told.
 * @throws BH_ERR_CERT_VALIDITY when it is empty or longer than so many days.
 */
export function checkedPeriod(
  asked: Partial<Period>,
  names: readonly string[],
  maximumDays: number,
  usualDays = 397,
): Period {
  const validFrom = asked.validFrom ?? yesterdayOrLater(asked.validTo, maximumDays)
  const validTo = asked.validTo ?? new Date(validFrom.getTime() + usualDays * day)
  const length = validTo.getTime() - validFrom.getTime()
  if (length > 0 && length <= maximumDays * day) return { validFrom, validTo }
  throw failure('BH_ERR_CERT_VALIDITY', {
    names: names.join(', '),
    from: dateText(validFrom),
    to: dateText(validTo),
    days: maximumDays,
  })
}

/** Yesterday; later where an end that is just within bounds leaves less than a day. */
function yesterdayOrLater(validTo: Date | undefined, maximumDays: number): Date {
  const earliest = (validTo?.getTime() || 0) - maximumDays * day
  return new Date(Math.min(Math.max(earliest, inDays(-1).getTime()), Date.now()))
}

/** What tells periods apart when looking for a kept certificate: their length, and where now lies in them. */
export function periodKind(period: Period): string {
  const days = Math.round((period.validTo.getTime() - period.validFrom.getTime()) / day)
  return `${days} days, ${sideOfNow(period)}`
}

/**
 * Whether a kept certificate still stands for one of this period made now: at most a week older, and its dates on the
 * same sides of now (one that was to be "not yet valid" must still be).
 */
export function isFresh(pem: string, period: Period): boolean {
  try {
    const { validFromDate: validFrom, validToDate: validTo } = new X509Certificate(pem)
    const drift = Math.abs(validTo.getTime() - period.validTo.getTime())
    return drift <= 7 * day && sideOfNow({ validFrom, validTo }) === sideOfNow(period)
  } catch {
    return false
  }
}

function sideOfNow({ validFrom, validTo }: Period): 'expired' | 'valid' | 'not yet valid' {
  const now = Date.now()
  if (validTo.getTime() <= now) return 'expired'
  return validFrom.getTime() > now ? 'not yet valid' : 'valid'
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'a date beyond the calendar' : date.toISOString().slice(0, 16).replace('T', ' ')
}
