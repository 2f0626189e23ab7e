import type { Appointment, Item } from '../../mailbox/item.ts'
import { occurrenceItem } from '../../mailbox/occurrence-item.ts'
import { occurrencesOf } from '../../mailbox/occurrences.ts'
import { attributeOf, type Element } from '../../xml/document.ts'
import { markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'
import { readInstant } from './values.ts'
import { entriesOf, type Page } from './view.ts'

/** Longest time that a view may span: two years. */
const longest = 2 * 366 * 86_400_000

/**
 * Reads `m:CalendarView`: appointments between two times, recurring ones once for each time, in their order.
 * @throws EwsFault, EwsError for times that are none or in the wrong order
 */
export function calendarView(view: Element): (items: readonly Item[]) => Page<Item> {
  const time = (name: string): number => {
    const text = attributeOf(view, name)
    if (text === undefined) throw schemaFault(`The required attribute '${name}' is missing.`)
    return readInstant(text)
  }
  const [from, until, limit] = [time('StartDate'), time('EndDate'), entriesOf(view)]
  if (until < from) {
    throw new EwsError('ErrorCalendarEndDateIsEarlierThanStartDate', 'EndDate is earlier than StartDate.')
  }
  if (until - from > longest) {
    throw new EwsError(
      'ErrorCalendarViewRangeTooBig',
      'The specified view range exceeds the maximum range of two years.',
    )
  }
  return (items) => {
    const found = items
      .filter((item): item is Appointment => item.kind === 'appointment')
      .flatMap((item) =>
        occurrencesOf(item, from, until, limit + 1).map(({ original }) =>
          item.recurrence === undefined ? item : occurrenceItem(item, original),
        ),
      )
      .sort((a, b) => a.start - b.start)
    const entries = found.slice(0, limit)
    const last = found.length <= limit
    return { entries, attributes: markup` TotalItemsInView="${entries.length}" IncludesLastItemInRange="${last}"` }
  }
}
