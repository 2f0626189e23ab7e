// A property of items by its FieldURI: one row of a table says how it is read, written and set. The tables stand in the
// order of the schema, in which answers must have their elements.

import type { Item, PropertyValue } from '../../../mailbox/item.ts'
import type { Change } from '../../../mailbox/item-change.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import type { Element } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { readValue, stringElements, type ValueType, valueText } from '../values.ts'

/** What a property is written for. */
export interface Scope {
  readonly mailbox: Mailbox
  /** Which of an item's bodies is wanted; `best` is the one that it was written in. */
  readonly bodyType: 'best' | 'html' | 'text'
  /** Longest text of a body, in bytes; 0 for all of it. */
  readonly longestBody: number
  /** The item in its own format, where that was asked for. */
  readonly mime: Buffer | undefined
}

/** In which answers a property stands without being named: `default` and `all` are the base shapes, `none` neither. */
type Shown = 'default' | 'all' | 'none'

export interface Field<I extends Item = Item> {
  /** `item:Subject`. */
  readonly uri: string
  /** Local name of its element. */
  readonly element: string
  readonly shown: Shown
  /** Left out of FindItem, as Exchange does with all that it would have to open items for. */
  readonly detail?: boolean
  /** First version of the schema that has it: 2007 when absent. */
  readonly since?: 2010 | 2013
  /** How values compare; absent for a property that no restriction or order can use. */
  readonly type?: ValueType
  value?(item: I): PropertyValue | undefined
  write(item: I, scope: Scope): Markup | undefined
  /**
   * What becomes of an item when the property is set to what the element says, or removed.
   * @throws EwsFault, EwsError for values that it cannot have. Absent for what clients cannot set.
   */
  set?(element: Element | undefined, item: I): Change
}

/** An element around text; undefined for no text. */
export function textElement(name: string, text: string | number | boolean | undefined): Markup | undefined {
  return text === undefined ? undefined : markup`<t:${name}>${text}</t:${name}>`
}

type Extra<I extends Item> = Partial<Pick<Field<I>, 'element' | 'shown' | 'detail' | 'since' | 'set'>>

/** A property with one plain value. `element` is what follows the colon of the URI unless told otherwise. */
export function plain<I extends Item = Item>(
  uri: string,
  type: ValueType,
  read: (item: I) => PropertyValue | undefined,
  extra: Extra<I> = {},
): Field<I> {
  const element = extra.element ?? uri.slice(uri.indexOf(':') + 1)
  return {
    shown: 'all',
    ...extra,
    uri,
    element,
    type,
    value: read,
    write(item) {
      const value = read(item)
      if (value === undefined) return undefined
      if (typeof value === 'object' && !Buffer.isBuffer(value)) {
        return value.length === 0
          ? undefined
          : markup`<t:${element}>${stringElements(value.map(String))}</t:${element}>`
      }
      return textElement(element, valueText(value, type))
    },
  }
}

interface Values {
  readonly text: string
  readonly number: number
  readonly boolean: boolean
  readonly instant: number
  readonly binary: Buffer
  readonly texts: readonly string[]
}

/** Reads the text of an element as a value of that kind and gives it to `change`; a removed property is undefined. */
export function setter<Type extends ValueType, I extends Item = Item>(
  type: Type,
  change: (value: Values[Type] | undefined, item: I) => Change,
): (element: Element | undefined, item: I) => Change {
  return (element, item) =>
    change(element === undefined ? undefined : (readValue(element.textContent, type) as Values[Type]), item)
}

/** A property kept among the item's MAPI properties under `key`, for want of a place of its own. */
export function kept<I extends Item = Item>(uri: string, key: string, type: ValueType, extra: Extra<I> = {}): Field<I> {
  return plain<I>(uri, type, ({ properties }) => properties.get(key), {
    set: (element, item) => {
      const properties = new Map(item.properties)
      if (element === undefined) properties.delete(key)
      else if (type === 'texts')
        properties.set(
          key,
          element.children.map(({ textContent }) => textContent),
        )
      else properties.set(key, readValue(element.textContent, type))
      return { properties }
    },
    ...extra,
  })
}
