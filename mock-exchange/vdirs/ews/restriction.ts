// Restrictions (SearchExpressionType): a tree of conditions becomes one function of an item.

import { lookupTable } from '../../../base/lookup-table.ts'
import type { PropertyValue } from '../../mailbox/item.ts'
import { attributeOf, childOf, childrenOf, type Element } from '../../xml/document.ts'
import { EwsError, schemaFault } from './errors.ts'
import { isPath } from './fields/path.ts'
import { typesNamespace } from './namespaces.ts'
import { readValue, type ValueType } from './values.ts'

/** What conditions are put to: items or folders. */
export interface Subject<Thing, Path> {
  /** @throws EwsFault, EwsError for names of properties that there are none */
  readPath(element: Element): Path
  valueAt(path: Path, thing: Thing): PropertyValue | undefined
  typeAt(path: Path, thing: Thing): ValueType
}

export type Condition<Thing> = (thing: Thing) => boolean

/** Conditions within conditions; Exchange refuses more than 255 as well. */
const deepest = 255

/**
 * Reads `m:Restriction`.
 * @throws EwsFault for what the schema does not know, EwsError for conditions that cannot be
 */
export function readRestriction<Thing, Path>(restriction: Element, subject: Subject<Thing, Path>): Condition<Thing> {
  const [only] = restriction.children
  if (only === undefined) throw schemaFault("The element 'Restriction' has incomplete content.")
  return read(only, subject, 1)
}

function read<Thing, Path>(element: Element, subject: Subject<Thing, Path>, depth: number): Condition<Thing> {
  if (depth > deepest) throw new EwsError('ErrorRestrictionTooComplex', 'The restriction is too complex.')
  const name = element.namespaceURI === typesNamespace ? element.localName : ''
  const within = (): Condition<Thing>[] => element.children.map((child) => read(child, subject, depth + 1))
  switch (name) {
    case 'And': {
      const all = within()
      return (thing) => all.every((holds) => holds(thing))
    }
    case 'Or': {
      const any = within()
      return (thing) => any.some((holds) => holds(thing))
    }
    case 'Not': {
      const [inner] = within()
      if (inner === undefined) throw schemaFault("The element 'Not' has incomplete content.")
      return (thing) => !inner(thing)
    }
    case 'Exists': {
      const path = pathOf(element, subject)
      return (thing) => subject.valueAt(path, thing) !== undefined
    }
    case 'Contains':
      return contains(element, subject)
    case 'Excludes':
      return excludes(element, subject)
    default:
      return comparison(element, name, subject)
  }
}

function pathOf<Thing, Path>(element: Element, subject: Subject<Thing, Path>): Path {
  const path = element.children.find(isPath)
  if (path !== undefined) return subject.readPath(path)
  throw schemaFault(`The element '${element.localName}' has incomplete content: a path to a property is expected.`)
}

function constantOf(element: Element, name = 'Constant'): string {
  const constant = childOf(element, typesNamespace, name)
  const value = constant && attributeOf(constant, 'Value')
  if (value === undefined) throw schemaFault(`The element '${element.localName}' has incomplete content: '${name}'.`)
  return value
}

/** What each comparison makes of the order of two values: negative, zero or positive. */
const comparisons = lookupTable<(order: number) => boolean>({
  IsEqualTo: (order) => order === 0,
  IsNotEqualTo: (order) => order !== 0,
  IsGreaterThan: (order) => order > 0,
  IsGreaterThanOrEqualTo: (order) => order >= 0,
  IsLessThan: (order) => order < 0,
  IsLessThanOrEqualTo: (order) => order <= 0,
})

function comparison<Thing, Path>(element: Element, name: string, subject: Subject<Thing, Path>): Condition<Thing> {
  const holds = comparisons[name]
  if (holds === undefined) {
    throw schemaFault(`The element 'Restriction' has invalid child element '${element.localName}'.`)
  }
  const path = pathOf(element, subject)
  const other = childOf(element, typesNamespace, 'FieldURIOrConstant')
  const otherPath = other && childrenOf(other).find(isPath)
  if (otherPath !== undefined) {
    const second = subject.readPath(otherPath)
    return (thing) => {
      const values = [subject.valueAt(path, thing), subject.valueAt(second, thing)] as const
      return values[0] !== undefined && values[1] !== undefined && holds(order(values[0], values[1]))
    }
  }
  const text = constantOf(other ?? element)
  const constants = new Map<ValueType, PropertyValue>()
  return (thing) => {
    const value = subject.valueAt(path, thing)
    // As in MAPI, what is not there equals nothing and is neither more nor less; it is unequal, though.
    if (value === undefined) return name === 'IsNotEqualTo'
    const type = subject.typeAt(path, thing)
    const constant = constants.get(type) ?? readValue(text, type)
    constants.set(type, constant)
    if (typeof value === 'object' && !Buffer.isBuffer(value)) {
      return value.some((each) => holds(order(each, text)))
    }
    return holds(order(value, constant))
  }
}

/** Orders two values of one kind: texts without regard to case, false before true. */
export function order(one: PropertyValue, other: PropertyValue): number {
  if (Buffer.isBuffer(one) && Buffer.isBuffer(other)) return Buffer.compare(one, other)
  if (typeof one === 'object' || typeof other === 'object') return order(String(one), String(other))
  if (typeof one === 'string' || typeof other === 'string') {
    const [a, b] = [String(one).toLowerCase(), String(other).toLowerCase()]
    return a < b ? -1 : a > b ? 1 : 0
  }
  return Number(one) - Number(other)
}

/** How a text may lie in another (ContainmentModeType). */
const modes = lookupTable<(text: string, part: string) => boolean>({
  FullString: (text, part) => text === part,
  Prefixed: (text, part) => text.startsWith(part),
  Substring: (text, part) => text.includes(part),
  PrefixOnWords: (text, part) => words(text).some((word) => word.startsWith(part)),
  ExactPhrase: (text, part) => ` ${words(text).join(' ')} `.includes(` ${words(part).join(' ')} `),
})

function words(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

/** What is disregarded when texts are compared (ContainmentComparisonType). */
function foldFor(comparison: string): (text: string) => string {
  const lower = /IgnoreCase|Loose/.test(comparison)
  const bare = /IgnoreNonSpacing|Loose/.test(comparison)
  return (text) => {
    const plain = bare ? text.normalize('NFD').replace(/\p{Mn}+/gu, '') : text
    return lower ? plain.toLowerCase() : plain
  }
}

function contains<Thing, Path>(element: Element, subject: Subject<Thing, Path>): Condition<Thing> {
  const path = pathOf(element, subject)
  const name = attributeOf(element, 'ContainmentMode') ?? 'FullString'
  const mode = modes[name]
  if (mode === undefined)
    throw schemaFault(`The 'ContainmentMode' attribute is invalid - The value '${name}' is invalid.`)
  const fold = foldFor(attributeOf(element, 'ContainmentComparison') ?? 'Exact')
  const part = fold(constantOf(element))
  return (thing) => {
    const value = subject.valueAt(path, thing)
    if (value === undefined) return false
    const texts = typeof value === 'object' && !Buffer.isBuffer(value) ? value.map(String) : [String(value)]
    return texts.some((text) => mode(fold(text), part))
  }
}

function excludes<Thing, Path>(element: Element, subject: Subject<Thing, Path>): Condition<Thing> {
  const path = pathOf(element, subject)
  const text = constantOf(element, 'Bitmask')
  const mask = Number(text)
  if (!Number.isInteger(mask)) throw schemaFault(`The value '${text}' of 'Bitmask' is invalid.`)
  return (thing) => {
    const value = subject.valueAt(path, thing)
    return typeof value === 'number' && (value & mask) === 0
  }
}
