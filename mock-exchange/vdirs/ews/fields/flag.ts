import type { Item } from '../../../mailbox/item.ts'
import type { Change } from '../../../mailbox/item-change.ts'
import { childOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { schemaFault } from '../errors.ts'
import { typesNamespace } from '../namespaces.ts'

const statuses = { none: 'NotFlagged', flagged: 'Flagged', complete: 'Complete' } as const

/** `t:Flag` of an item. */
export function flagElement({ flag }: Item): Markup {
  return markup`<t:Flag><t:FlagStatus>${statuses[flag]}</t:FlagStatus></t:Flag>`
}

/** Reads `t:Flag`; a removed one is none. @throws EwsFault for an unknown status */
export function readFlag(element: Element | undefined): Change {
  const status = element && textOf(childOf(element, typesNamespace, 'FlagStatus'))
  const flag = (Object.keys(statuses) as (keyof typeof statuses)[]).find(
    (key) => statuses[key] === (status ?? 'NotFlagged'),
  )
  if (flag === undefined) throw schemaFault(`The 'FlagStatus' element is invalid - The value '${status}' is invalid.`)
  return { flag }
}
