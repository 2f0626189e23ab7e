import { mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { errorTag, idOf, multiple, propertyTypes, tagOf, typeOf } from '../../../protocols/mapi/property-types.ts'
import type { MapiValue, TaggedValue } from '../../../protocols/mapi/property-values.ts'

/** What is asked for properties: a row, a message, a folder. */
export type PropertySource = (tag: number) => TaggedValue | undefined

/** A property as a cell of a row: its value, or the error that there is none. */
export function cellOf(source: PropertySource, tag: number): TaggedValue {
  return source(tag) ?? { tag: errorTag(tag), value: mapiErrors.notFound }
}

/**
 * A value in the type that is asked for; undefined when it has none in it. Texts come in both forms, and a client that
 * does not say the type gets the property's own.
 */
export function asType(tag: number, own: number, value: MapiValue): TaggedValue | undefined {
  if (value === undefined) return undefined
  const wanted = typeOf(tag)
  const { unspecified, string, string8 } = propertyTypes
  if (wanted === unspecified) return { tag: tagOf(idOf(tag), own), value }
  const texts: readonly number[] = [string, string8]
  const alike =
    wanted === own ||
    (texts.includes(wanted) && texts.includes(own)) ||
    (texts.includes(wanted & ~multiple) && texts.includes(own & ~multiple) && (wanted & multiple) === (own & multiple))
  return alike ? { tag, value } : undefined
}
