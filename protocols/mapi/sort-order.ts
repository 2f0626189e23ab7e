import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { tagOf } from './property-types.ts'

/** By what a table is ordered, the first before the others ([MS-OXCDATA] 2.13.1). */
export interface SortOrder {
  readonly tag: number
  readonly descending: boolean
}

/** A SortOrderSet: the orders, how many of them are categories, and how many of those are expanded. */
export interface SortOrders {
  readonly orders: readonly SortOrder[]
  readonly categories: number
  readonly expanded: number
}

/** @throws ProtocolSyntaxError */
export function readSortOrders(reader: ByteReader): SortOrders {
  const count = reader.u16('the count of sort orders')
  const categories = reader.u16('the count of categories')
  const expanded = reader.u16('the count of expanded categories')
  if (count * 5 > reader.left) throw reader.error(`${count} sort orders cannot stand in ${reader.left} bytes`)
  if (categories > count || expanded > categories) throw reader.error('there are more categories than sort orders')
  const orders = Array.from({ length: count }, (): SortOrder => {
    const type = reader.u16('the type of a sort order')
    const tag = tagOf(reader.u16('the property of a sort order'), type)
    return { tag, descending: reader.u8('the direction of a sort order') === 1 }
  })
  return { orders, categories, expanded }
}

/** The counterpart. */
export function writeSortOrders(writer: ByteWriter, { orders, categories, expanded }: SortOrders): void {
  writer.u16(orders.length).u16(categories).u16(expanded)
  for (const { tag, descending } of orders) writer.u32(tag).u8(descending ? 1 : 0)
}
