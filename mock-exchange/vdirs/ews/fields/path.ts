// Where a property is named: t:FieldURI, t:IndexedFieldURI or t:ExtendedFieldURI.

import type { Item, PropertyValue } from '../../../mailbox/item.ts'
import { mapiProperty } from '../../../mailbox/mapi/item-properties.ts'
import { attributeOf, type Element } from '../../../xml/document.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { typesNamespace } from '../namespaces.ts'
import type { ValueType } from '../values.ts'
import { type ExtendedField, readExtendedField } from './extended-field.ts'
import { isFieldUri } from './field-uris.ts'
import { type IndexedField, indexedFields } from './indexed-field.ts'
import { tableOf } from './tables.ts'

export type Path =
  | { readonly kind: 'field'; readonly uri: string }
  | { readonly kind: 'indexed'; readonly uri: string; readonly field: IndexedField; readonly key: string }
  | { readonly kind: 'extended'; readonly field: ExtendedField }

/** Whether an element names a property. */
export function isPath({ namespaceURI, localName }: Element): boolean {
  return namespaceURI === typesNamespace && ['FieldURI', 'IndexedFieldURI', 'ExtendedFieldURI'].includes(localName)
}

/**
 * Reads an element that names a property.
 * @throws EwsFault for names that the schema does not know, EwsError for combinations that are wrong
 */
export function readPath(element: Element): Path {
  if (!isPath(element)) throw schemaFault(`The element '${element.localName}' is not a path to a property.`)
  if (element.localName === 'ExtendedFieldURI') return { kind: 'extended', field: readExtendedField(element) }
  const uri = attributeOf(element, 'FieldURI') ?? ''
  if (element.localName === 'FieldURI') {
    if (!isFieldUri(uri)) throw invalidUri(uri)
    return { kind: 'field', uri }
  }
  const field = indexedFields.get(uri)
  if (field === undefined) throw invalidUri(uri)
  const key = attributeOf(element, 'FieldIndex') ?? ''
  if (field.keys !== undefined && !field.keys.includes(key)) {
    throw new EwsError('ErrorInvalidIndexedPagingParameters', `'${key}' is not an index of ${uri}.`)
  }
  return { kind: 'indexed', uri, field, key }
}

function invalidUri(uri: string): Error {
  return schemaFault(`The 'FieldURI' attribute is invalid - The value '${uri}' is invalid.`)
}

/** The value of a property for comparisons; undefined when the item does not have it. */
export function valueAt(path: Path, item: Item): PropertyValue | undefined {
  switch (path.kind) {
    case 'extended':
      return mapiProperty(item, path.field.key)
    case 'indexed':
      return path.field.value(item, path.key)
    case 'field':
      return tableOf(item).byUri.get(path.uri)?.value?.(item)
  }
}

/** How constants that are compared with an item's property are read. */
export function typeAt(path: Path, item: Item): ValueType {
  if (path.kind === 'extended') return path.field.type
  if (path.kind === 'indexed') return 'text'
  return tableOf(item).byUri.get(path.uri)?.type ?? 'text'
}
