import type { Folder } from '../../../mailbox/folders.ts'
import type { Item } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { calendarView } from '../calendar-view.ts'
import { attributeFault } from '../errors.ts'
import { type Path, readPath, typeAt, valueAt } from '../fields/path.ts'
import { findFolder } from '../folder-reference.ts'
import { groupItems } from '../group-by.ts'
import { type ItemShape, type ItemWriter, listWriter, readItemShape } from '../item-shape.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation, requiredChild } from '../operation.ts'
import { readQuery } from '../query-string.ts'
import { type Condition, readRestriction } from '../restriction.ts'
import { newestFirst, readSortOrder } from '../sort-order.ts'
import { readPaging } from '../view.ts'

/** What reading a request once gives for all of its folders. */
interface Search {
  readonly shape: ItemShape
  readonly list: (mailbox: Mailbox, folder: Folder, writer: ItemWriter) => Markup
}

/** Items of folders that meet conditions, in an order, page by page. */
export const findItemOperation: EwsOperation = {
  name: 'FindItem',
  run(request, call) {
    let search: Search | undefined
    return childrenOf(requiredChild(request, messagesNamespace, 'ParentFolderIds')).map((reference) =>
      attempt(() => {
        search ??= readSearch(request, call.requestVersion)
        const { shape, list } = search
        const { mailbox, folder } = findFolder(reference, call)
        return list(mailbox, folder, listWriter(mailbox, shape))
      }),
    )
  },
}

function readSearch(request: Element, version: string | undefined): Search {
  const traversal = attributeOf(request, 'Traversal')
  if (traversal === undefined || !['Shallow', 'SoftDeleted', 'Associated'].includes(traversal)) {
    throw attributeFault('Traversal', traversal)
  }
  const shape = readItemShape(requiredChild(request, messagesNamespace, 'ItemShape'), true, version)
  const part = (name: string): Element | undefined => childOf(request, messagesNamespace, name)
  const holds = conditionOf(part('Restriction'), textOf(part('QueryString')))
  const visible = (mailbox: Mailbox, folder: Folder): readonly Item[] => {
    // Nothing here is associated with a folder, and softly deleted items lie in a folder of their own.
    const items = traversal === 'Shallow' ? mailbox.items(folder) : []
    return holds === undefined ? items : items.filter(holds)
  }
  const calendar = part('CalendarView')
  if (calendar !== undefined) {
    const view = calendarView(calendar)
    return { shape, list: (mailbox, folder, writer) => listed(view(visible(mailbox, folder)), writer) }
  }
  const sortOrder = part('SortOrder')
  const sort = sortOrder === undefined ? newestFirst : readSortOrder(sortOrder)
  const paging = readPaging(request, 'Item')
  const groupBy = part('GroupBy') ?? part('DistinguishedGroupBy')
  if (groupBy !== undefined) {
    const group = groupItems(groupBy)
    return { shape, list: (mailbox, folder, writer) => group(paging(sort(visible(mailbox, folder))), writer) }
  }
  return { shape, list: (mailbox, folder, writer) => listed(paging(sort(visible(mailbox, folder))), writer) }
}

function listed({ entries, attributes }: { entries: readonly Item[]; attributes: Markup }, writer: ItemWriter): Markup {
  const items = entries.map((item) => writer.writeListed(item))
  return markup`<m:RootFolder${attributes}><t:Items>${items}</t:Items></m:RootFolder>`
}

function conditionOf(restriction: Element | undefined, query: string | undefined): Condition<Item> | undefined {
  if (query !== undefined) return readQuery(query)
  return restriction && readRestriction<Item, Path>(restriction, { readPath, valueAt, typeAt })
}
