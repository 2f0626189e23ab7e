// How values are ordered and told apart, for restrictions and for the order of tables.

import type { MapiValue, SingleValue } from './property-values.ts'

const collator = new Intl.Collator('en', { sensitivity: 'accent', numeric: false })

/** Below 0, 0 or above 0, as for `sort`; texts without regard to upper and lower case; what is absent comes first. */
export function compareValues(one: MapiValue, other: MapiValue): number {
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined)
  if (Array.isArray(one) || Array.isArray(other)) {
    const [first, second] = [[one].flat() as SingleValue[], [other].flat() as SingleValue[]]
    for (const [index, value] of first.entries()) {
      const order = compareValues(value, second[index])
      if (order !== 0) return order
    }
    return first.length - second.length
  }
  if (Buffer.isBuffer(one) && Buffer.isBuffer(other)) return one.compare(other)
  if (typeof one === 'string' && typeof other === 'string') return collator.compare(one, other)
  const [a, b] = [Number(one), Number(other)]
  return a < b ? -1 : a > b ? 1 : 0
}
