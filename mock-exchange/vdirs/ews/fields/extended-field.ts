// MAPI properties as EWS names them (PathToExtendedFieldType, [MS-OXWSXPROP]): by tag, in hex or decimal, or by a property
// set and a name or number. Within the mock a property has one name: `0x1081`, `Common:0x8570`, `InternetHeaders:from`.

import { lookupTable } from '../../../../base/lookup-table.ts'
import type { PropertyValue } from '../../../mailbox/item.ts'
import { isPropertySet, namedKey, tagKey } from '../../../mailbox/property-keys.ts'
import { attributeOf, childrenOf, type Element } from '../../../xml/document.ts'
import { Markup, markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { typesNamespace } from '../namespaces.ts'
import { readBase64, readValue, type ValueType, valueText } from '../values.ts'

/** MapiPropertyTypeType, and how each is kept. The arrays have `Array` after the name. */
const propertyTypes = lookupTable<ValueType>({
  ApplicationTime: 'number',
  Binary: 'binary',
  Boolean: 'boolean',
  CLSID: 'text',
  Currency: 'number',
  Double: 'number',
  Error: 'number',
  Float: 'number',
  Integer: 'number',
  Long: 'number',
  Null: 'text',
  Object: 'binary',
  Short: 'number',
  String: 'text',
  SystemTime: 'instant',
})
const withoutArray = new Set(['Boolean', 'Error', 'Null'])

export interface ExtendedField {
  /** The property's name within the mock. */
  readonly key: string
  readonly type: ValueType
  readonly array: boolean
  /** The element that names it, for answers. */
  readonly uri: Markup
}

/**
 * Reads `t:ExtendedFieldURI`.
 * @throws EwsFault for what the schema does not know, EwsError ErrorInvalidExtendedProperty for a wrong combination
 */
export function readExtendedField(element: Element): ExtendedField {
  const names = [
    'DistinguishedPropertySetId',
    'PropertySetId',
    'PropertyTag',
    'PropertyName',
    'PropertyId',
    'PropertyType',
  ]
  const given = names.flatMap((name) => {
    const value = attributeOf(element, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const { PropertyType: propertyType = '', ...rest } = Object.fromEntries(given)
  const array = propertyType.endsWith('Array')
  const single = array ? propertyType.slice(0, -5) : propertyType
  const type = array && withoutArray.has(single) ? undefined : propertyTypes[single]
  if (type === undefined) {
    throw schemaFault(`The 'PropertyType' attribute is invalid - The value '${propertyType}' is invalid.`)
  }
  const attributes = given.map(([name, value]) => markup`${new Markup(` ${name}`)}="${value}"`)
  return { key: keyOf(rest), type, array, uri: markup`<t:ExtendedFieldURI${attributes}/>` }
}

function keyOf(given: Readonly<Record<string, string>>): string {
  const {
    DistinguishedPropertySetId: set,
    PropertySetId: guid,
    PropertyTag: tag,
    PropertyName: name,
    PropertyId: id,
  } = given
  const wrong = new EwsError('ErrorInvalidExtendedProperty', 'The extended property attribute combination is invalid.')
  if (tag !== undefined) {
    const number = Number(tag)
    // From 0x8000 on the numbers differ from mailbox to mailbox: those properties have names.
    const alone = set === undefined && guid === undefined && name === undefined && id === undefined
    if (!alone || !Number.isInteger(number) || number < 1 || number >= 0x8000) throw wrong
    return tagKey(number)
  }
  if ((set === undefined) === (guid === undefined) || (name === undefined) === (id === undefined)) throw wrong
  if (set !== undefined && !isPropertySet(set)) {
    throw schemaFault(`The 'DistinguishedPropertySetId' attribute is invalid - The value '${set}' is invalid.`)
  }
  const owner = set ?? guid ?? ''
  if (name !== undefined) return namedKey(owner, name)
  if (!Number.isInteger(Number(id))) throw wrong
  return namedKey(owner, Number(id))
}

/** `t:ExtendedProperty` with a value; undefined when the value is of another type than the one asked for. */
export function extendedProperty(field: ExtendedField, value: PropertyValue | undefined): Markup | undefined {
  const content = value === undefined ? undefined : valueElement(field, value)
  return content && markup`<t:ExtendedProperty>${field.uri}${content}</t:ExtendedProperty>`
}

function valueElement({ type, array }: ExtendedField, value: PropertyValue): Markup | undefined {
  if (typeof value === 'object' && !Buffer.isBuffer(value)) {
    const wanted = type === 'number' ? 'number' : type === 'binary' ? 'object' : 'string'
    const fits = array && value.every((one) => typeof one === wanted)
    const texts = value.map((one) => (Buffer.isBuffer(one) ? one.toString('base64') : one))
    return fits ? markup`<t:Values>${texts.map((each) => markup`<t:Value>${each}</t:Value>`)}</t:Values>` : undefined
  }
  const fits =
    type === 'binary' ? Buffer.isBuffer(value) : typeof value === (type === 'instant' ? 'number' : jsTypes[type])
  return fits && !array ? markup`<t:Value>${valueText(value, type)}</t:Value>` : undefined
}

const jsTypes: Readonly<Record<Exclude<ValueType, 'binary' | 'instant'>, string>> = {
  text: 'string',
  number: 'number',
  boolean: 'boolean',
  texts: 'object',
}

/**
 * The value within a `t:ExtendedProperty`.
 * @throws EwsFault when it is none of the field's type
 */
function readExtendedValue({ type, array }: ExtendedField, property: Element): PropertyValue {
  if (array) {
    const values = childrenOf(property, typesNamespace, 'Values')[0]
    const texts =
      values === undefined ? [] : childrenOf(values, typesNamespace, 'Value').map(({ textContent }) => textContent)
    if (type === 'binary') return texts.map(readBase64)
    return type === 'number' ? texts.map((text) => Number(readValue(text, type))) : texts
  }
  const value = childrenOf(property, typesNamespace, 'Value')[0]
  if (value === undefined) throw schemaFault("The element 'ExtendedProperty' has incomplete content.")
  return readValue(value.textContent, type)
}

/** A `t:ExtendedProperty`: which one it is, and its value. @throws EwsFault, EwsError */
export function readExtendedProperty(element: Element): {
  readonly field: ExtendedField
  readonly value: PropertyValue
} {
  const uri = childrenOf(element, typesNamespace, 'ExtendedFieldURI')[0]
  if (uri === undefined) throw schemaFault("The element 'ExtendedProperty' has incomplete content.")
  const field = readExtendedField(uri)
  return { field, value: readExtendedValue(field, element) }
}
