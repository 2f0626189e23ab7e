// What of an item goes into an answer (ItemResponseShapeType).

import { lookupTable } from '../../../base/lookup-table.ts'
import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { mapiProperty } from '../../mailbox/mapi/item-properties.ts'
import { childOf, childrenOf, type Element, textOf } from '../../xml/document.ts'
import { Markup, markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'
import { type ExtendedField, extendedProperty } from './fields/extended-field.ts'
import type { Field, Scope } from './fields/field.ts'
import type { IndexedField } from './fields/indexed-field.ts'
import { readPath } from './fields/path.ts'
import { itemElementName, tableOf } from './fields/tables.ts'
import { typesNamespace } from './namespaces.ts'
import { readBoolean, readNumber } from './values.ts'

const baseShapes: readonly string[] = ['IdOnly', 'Default', 'AllProperties']

export interface ItemShape {
  readonly base: string
  /** FieldURIs that were asked for beside those of the base shape. */
  readonly fields: ReadonlySet<string>
  readonly indexed: readonly { readonly uri: string; readonly key: string; readonly field: IndexedField }[]
  readonly extended: readonly ExtendedField[]
  readonly mime: boolean
  readonly bodyType: Scope['bodyType']
  readonly longestBody: number
  /** Lists leave out what items would have to be opened for. */
  readonly list: boolean
  /** Base shapes leave out bodies and attachments. */
  readonly slim?: boolean
  /** Year of the schema that the client asked with. */
  readonly schema: number
}

/**
 * Reads `m:ItemShape`.
 * @param requestVersion of RequestServerVersion; later properties are left out of the base shapes
 * @throws EwsFault for what the schema does not know; EwsError for what a list cannot give
 */
export function readItemShape(shape: Element, list: boolean, requestVersion: string | undefined): ItemShape {
  const text = (name: string): string | undefined => textOf(childOf(shape, typesNamespace, name))
  const base = text('BaseShape') ?? ''
  if (!baseShapes.includes(base))
    throw schemaFault(`The 'BaseShape' element is invalid - The value '${base}' is invalid.`)
  const bodyType = bodyTypes[text('BodyType') ?? 'Best']
  if (bodyType === undefined)
    throw schemaFault(`The 'BodyType' element is invalid - The value '${text('BodyType')}' is invalid.`)
  const additional = childOf(shape, typesNamespace, 'AdditionalProperties')
  const paths = additional === undefined ? [] : childrenOf(additional).map(readPath)
  const fields = new Set(paths.flatMap((path) => (path.kind === 'field' ? path.uri : [])))
  const foreign = [...fields].find((uri) => uri.startsWith('folder:'))
  if (foreign !== undefined) {
    throw new EwsError('ErrorInvalidPropertyRequest', `The property ${foreign} is not one of items.`)
  }
  const whole = list && [...fields].find((uri) => bodies.includes(uri))
  if (whole)
    throw new EwsError('ErrorInvalidPropertyRequest', `The property ${whole} cannot be requested for this operation.`)
  const mime = readBoolean(text('IncludeMimeContent') ?? 'false') || fields.has('item:MimeContent')
  if (list && mime) {
    throw new EwsError(
      'ErrorInvalidPropertyRequest',
      'The property item:MimeContent cannot be requested for this operation.',
    )
  }
  return {
    base,
    fields,
    indexed: paths.flatMap((path) => (path.kind === 'indexed' ? path : [])),
    extended: paths.flatMap((path) => (path.kind === 'extended' ? path.field : [])),
    mime,
    bodyType,
    longestBody: readNumber(text('MaximumBodySize') ?? '0'),
    list,
    schema: Number(/^Exchange(\d{4})/.exec(requestVersion ?? '')?.[1] ?? 2007),
  }
}

const bodies: readonly string[] = ['item:Body', 'item:UniqueBody', 'item:NormalizedBody', 'item:TextBody']
const bodyTypes = lookupTable<Scope['bodyType']>({ Best: 'best', HTML: 'html', Text: 'text' })

type PropertyWriter = (item: Item, scope: Scope) => Markup | undefined

/** Writes the items of one mailbox in one shape. */
export class ItemWriter {
  readonly #mailbox: Mailbox
  readonly #shape: ItemShape
  readonly #listed = new WeakMap<Item, Markup>()
  readonly #plans = new Map<readonly Field[], readonly PropertyWriter[]>()

  constructor(mailbox: Mailbox, shape: ItemShape) {
    this.#mailbox = mailbox
    this.#shape = shape
  }

  /** The item's element. @param mime the item in its own format, where the shape asks for it */
  write(item: Item, mime?: Buffer): Markup {
    const { extended, bodyType, longestBody } = this.#shape
    const scope: Scope = { mailbox: this.#mailbox, bodyType, longestBody, mime }
    const { first, last } = tableOf(item)
    const element = itemElementName(item)
    let text = `<t:${element}>`
    for (const write of this.#plan(first)) text += write(item, scope)?.text ?? ''
    for (const field of extended) text += extendedProperty(field, mapiProperty(item, field.key))?.text ?? ''
    for (const write of this.#plan(last)) text += write(item, scope)?.text ?? ''
    return new Markup(`${text}</t:${element}>`)
  }

  /** The same for lists, which are asked for time and again: items never change, so what was written of one holds. */
  writeListed(item: Item): Markup {
    const known = this.#listed.get(item)
    if (known !== undefined) return known
    // Through bytes and back: V8 keeps a text that was added up as a tree of its pieces, to be walked for every answer.
    const written = new Markup(Buffer.from(this.write(item).text).toString())
    this.#listed.set(item, written)
    return written
  }

  /** Those of a table's properties that the shape has, with how each is written. */
  #plan(fields: readonly Field[]): readonly PropertyWriter[] {
    const known = this.#plans.get(fields)
    if (known !== undefined) return known
    const plan = fields.flatMap((field): PropertyWriter[] => {
      if (wants(this.#shape, field)) return [(item, scope) => field.write(item, scope)]
      const entries = this.#shape.indexed.filter((one) => one.field.element === field.element)
      return entries.length === 0 ? [] : [(item) => entriesElement(field.element, entries, item)]
    })
    this.#plans.set(fields, plan)
    return plan
  }
}

function wants(
  { base, fields, list, slim, schema, mime }: ItemShape,
  { uri, shown, detail = false, since }: Field,
): boolean {
  if (list && detail) return false
  if (uri === 'item:ItemId' || fields.has(uri)) return true
  if (uri === 'item:MimeContent') return mime
  if (slim && (uri === 'item:Attachments' || bodies.includes(uri))) return false
  if (base === 'IdOnly' || (since ?? 2007) > schema) return false
  return shown === 'default' || (shown === 'all' && base === 'AllProperties')
}

function entriesElement(element: string, entries: ItemShape['indexed'], item: Item): Markup | undefined {
  const written = entries.flatMap(({ uri, key, field }) => {
    const value = field.value(item, key)
    return value === undefined ? [] : [{ uri, key, value }]
  })
  if (written.length === 0) return undefined
  if (element === 'InternetMessageHeaders') {
    const headers = written.map(
      ({ key, value }) => markup`<t:InternetMessageHeader HeaderName="${key}">${value}</t:InternetMessageHeader>`,
    )
    return markup`<t:InternetMessageHeaders>${headers}</t:InternetMessageHeaders>`
  }
  // The parts of one address are one entry.
  const list = [...Map.groupBy(written, ({ key }) => key)].map(([key, parts]) => {
    const content = [...parts]
      .sort((a, b) => partOrder(a.uri) - partOrder(b.uri))
      .map(({ uri, value }) => {
        const part = /^contacts:PhysicalAddress:(\w+)$/.exec(uri)?.[1]
        return part === undefined ? markup`${value}` : markup`<t:${part}>${value}</t:${part}>`
      })
    return markup`<t:Entry Key="${key}">${content}</t:Entry>`
  })
  return markup`<t:${element}>${list}</t:${element}>`
}

/** PhysicalAddressDictionaryEntryType, in the order of the schema. */
const addressParts = ['Street', 'City', 'State', 'CountryOrRegion', 'PostalCode']

function partOrder(uri: string): number {
  return addressParts.indexOf(uri.slice(uri.lastIndexOf(':') + 1))
}

/** Writers of shapes that were asked for lately: lists come in few shapes. */
const mostWriters = 16
const writers = new WeakMap<Mailbox, Map<string, ItemWriter>>()

/**
 * The writer of a mailbox's items in a shape for lists: the same one for the same shape.
 */
export function listWriter(mailbox: Mailbox, shape: ItemShape): ItemWriter {
  const known = writers.get(mailbox) ?? new Map<string, ItemWriter>()
  writers.set(mailbox, known)
  const name = nameOf(shape)
  const writer = known.get(name) ?? new ItemWriter(mailbox, shape)
  known.delete(name)
  known.set(name, writer)
  if (known.size > mostWriters) known.delete(known.keys().next().value ?? '')
  return writer
}

function nameOf({ base, fields, indexed, extended, bodyType, schema }: ItemShape): string {
  const parts = [...fields, ...indexed.map(({ uri, key }) => `${uri} ${key}`), ...extended.map(({ uri }) => uri.text)]
  return [base, bodyType, schema, ...parts].join('\n')
}
