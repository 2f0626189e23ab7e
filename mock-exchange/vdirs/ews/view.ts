// Which part of a list an answer shows (BasePagingType): pages by number, by fraction, or all.

import { attributeOf, childOf, type Element } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'
import { messagesNamespace } from './namespaces.ts'

/** Most entries in one answer: EwsFindCountLimit of the default throttling policy of Exchange 2013. */
const mostEntries = 1_000

/** A part of a list, with the attributes by which `m:RootFolder` tells where it lies. */
export interface Page<Entry> {
  readonly entries: readonly Entry[]
  readonly attributes: Markup
}

export type Paging = <Entry>(all: readonly Entry[]) => Page<Entry>

/**
 * Reads `m:Indexed…View` or `m:Fractional…View` of a request.
 * @param of `Item` or `Folder`, as in the elements' names
 * @throws EwsFault, EwsError for numbers that cannot be
 */
export function readPaging(request: Element, of: 'Item' | 'Folder'): Paging {
  const indexed = childOf(request, messagesNamespace, `IndexedPage${of}View`)
  if (indexed !== undefined) return indexedPaging(indexed)
  const fractional = childOf(request, messagesNamespace, `FractionalPage${of}View`)
  if (fractional !== undefined) return fractionalPaging(fractional)
  const contacts = childOf(request, messagesNamespace, 'ContactsView')
  const limit = contacts === undefined ? mostEntries : entriesOf(contacts)
  return (all) => page(all, 0, limit, markup``)
}

/** `MaxEntriesReturned`; as many as may be when it is absent. @throws EwsError for less than one */
export function entriesOf(view: Element): number {
  const text = attributeOf(view, 'MaxEntriesReturned')
  if (text === undefined) return mostEntries
  const number = wholeNumber('MaxEntriesReturned', text)
  if (number < 1) {
    throw new EwsError('ErrorInvalidPagingMaxRows', 'Paging maxRows must be greater than zero.')
  }
  return Math.min(number, mostEntries)
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isInteger(number) && Math.abs(number) < 2 ** 31) return number
  throw schemaFault(`The '${name}' attribute is invalid - The value '${text}' is invalid.`)
}

function indexedPaging(view: Element): Paging {
  const offset = wholeNumber('Offset', attributeOf(view, 'Offset') ?? '')
  if (offset < 0) throw new EwsError('ErrorInvalidIndexedPagingParameters', 'Offset must be zero or more.')
  const limit = entriesOf(view)
  const base = attributeOf(view, 'BasePoint')
  if (base !== 'Beginning' && base !== 'End') {
    throw schemaFault(`The 'BasePoint' attribute is invalid - The value '${base}' is invalid.`)
  }
  return (all) => {
    if (base === 'Beginning') {
      const next = Math.min(offset + limit, all.length)
      return page(all, offset, limit, markup` IndexedPagingOffset="${next}"`)
    }
    // From the end backwards; the entries themselves stay in their order.
    const until = Math.max(all.length - offset, 0)
    const from = Math.max(until - limit, 0)
    return page(all, from, until - from, markup` IndexedPagingOffset="${all.length - from}"`, from === 0)
  }
}

function fractionalPaging(view: Element): Paging {
  const numerator = wholeNumber('Numerator', attributeOf(view, 'Numerator') ?? '')
  const denominator = wholeNumber('Denominator', attributeOf(view, 'Denominator') ?? '')
  if (denominator < 1 || numerator < 0 || numerator > denominator) {
    throw new EwsError('ErrorInvalidFractionalPagingParameters', 'The numerator must be between 0 and the denominator.')
  }
  const limit = entriesOf(view)
  return (all) => {
    const from = Math.floor((all.length * numerator) / denominator)
    const next = Math.min(from + limit, all.length)
    return page(all, from, limit, markup` NumeratorOffset="${next}" AbsoluteDenominator="${all.length}"`)
  }
}

function page<Entry>(all: readonly Entry[], from: number, limit: number, where: Markup, last?: boolean): Page<Entry> {
  const entries = from === 0 && limit >= all.length ? all : all.slice(from, from + limit)
  const ended = last ?? from + limit >= all.length
  return { entries, attributes: markup`${where} TotalItemsInView="${all.length}" IncludesLastItemInRange="${ended}"` }
}
