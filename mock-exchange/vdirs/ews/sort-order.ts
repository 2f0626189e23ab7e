import type { Item } from '../../mailbox/item.ts'
import { attributeOf, type Element } from '../../xml/document.ts'
import { schemaFault } from './errors.ts'
import { isPath, readPath, valueAt } from './fields/path.ts'
import { order } from './restriction.ts'

/** Puts items in an order; the given list stays as it is. */
export type Sorting = (items: readonly Item[]) => readonly Item[]

/** Newest first, as Exchange lists a folder when it is told no order. */
export const newestFirst: Sorting = (items) =>
  items.toSorted((a, b) => b.receivedAt - a.receivedAt || b.articleNumber - a.articleNumber)

/**
 * Reads `m:SortOrder`: fields, the first of which weighs most. What lacks a value comes first when ascending.
 * @throws EwsFault, EwsError for what is no property
 */
export function readSortOrder(element: Element): Sorting {
  const keys = element.children.map((field) => {
    const path = field.children.find(isPath)
    const direction = attributeOf(field, 'Order')
    if (path === undefined || (direction !== 'Ascending' && direction !== 'Descending')) {
      throw schemaFault("The element 'FieldOrder' is invalid.")
    }
    return { path: readPath(path), sign: direction === 'Ascending' ? 1 : -1 }
  })
  return (items) => {
    const rows = items.map((item) => ({ item, values: keys.map(({ path }) => valueAt(path, item)) }))
    rows.sort((a, b) => {
      for (const [index, { sign }] of keys.entries()) {
        const [one, other] = [a.values[index], b.values[index]]
        const result = one === undefined ? (other === undefined ? 0 : -1) : other === undefined ? 1 : order(one, other)
        if (result !== 0) return sign * result
      }
      return 0
    })
    return rows.map(({ item }) => item)
  }
}
