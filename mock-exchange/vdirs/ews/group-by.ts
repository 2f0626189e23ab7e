import { lookupTable } from '../../../base/lookup-table.ts'
import type { Item } from '../../mailbox/item.ts'
import { attributeOf, childOf, type Element } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { schemaFault } from './errors.ts'
import { isPath, readPath, valueAt } from './fields/path.ts'
import type { ItemWriter } from './item-shape.ts'
import { typesNamespace } from './namespaces.ts'
import { order } from './restriction.ts'
import type { Page } from './view.ts'

/** What DistinguishedGroupBy names: conversations. */
const standardGroups = lookupTable<string>({ ConversationTopic: 'message:ConversationTopic' })

/**
 * Reads `m:GroupBy`: a page's items in groups of one value each, groups ordered by the first or last of another property.
 * @throws EwsFault, EwsError for what is no property
 */
export function groupItems(groupBy: Element): (page: Page<Item>, writer: ItemWriter) => Markup {
  const direction = attributeOf(groupBy, 'Order') === 'Descending' ? -1 : 1
  const path = pathOf(groupBy)
  const aggregate = childOf(groupBy, typesNamespace, 'AggregateOn')
  const aggregatePath = aggregate?.children.find(isPath)
  const by = aggregatePath === undefined ? path : readPath(aggregatePath)
  const wanted = aggregate && attributeOf(aggregate, 'Aggregate') === 'Minimum' ? 1 : -1
  return ({ entries, attributes }, writer) => {
    const groups = Map.groupBy(entries, (item) => String(valueAt(path, item) ?? ''))
    const rows = [...groups.entries()].map(([index, items]) => {
      const values = items.map((item) => valueAt(by, item) ?? '').sort((a, b) => wanted * order(a, b))
      return { index, items, value: values[0] ?? '' }
    })
    rows.sort((a, b) => direction * order(a.value, b.value))
    const written = rows.map(
      ({ index, items }) =>
        markup`<t:GroupedItems><t:GroupIndex>${index}</t:GroupIndex><t:Items>${items.map((item) =>
          writer.writeListed(item),
        )}</t:Items></t:GroupedItems>`,
    )
    return markup`<m:RootFolder${attributes}><t:Groups>${written}</t:Groups></m:RootFolder>`
  }
}

function pathOf(groupBy: Element): ReturnType<typeof readPath> {
  if (groupBy.localName === 'DistinguishedGroupBy') {
    const standard = childOf(groupBy, typesNamespace, 'StandardGroupBy')?.textContent ?? ''
    const uri = standardGroups[standard]
    if (uri === undefined)
      throw schemaFault(`The 'StandardGroupBy' element is invalid - The value '${standard}' is invalid.`)
    return { kind: 'field', uri }
  }
  const path = groupBy.children.find(isPath)
  if (path === undefined) throw schemaFault("The element 'GroupBy' has incomplete content.")
  return readPath(path)
}
