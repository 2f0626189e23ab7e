import { attributeOf, type Element } from '../../xml/document.ts'
import { typesNamespace } from './namespaces.ts'

/** A MAPI property that is asked for by number. */
export interface PropertyTag {
  readonly number: number
  /** String, Integer, Boolean … */
  readonly type: string
}

/**
 * Reads `t:ExtendedFieldURI PropertyTag`, which clients write in hex (0xe23) or decimal (3619): real-clients.md,
 * finding 12. Undefined for other elements and for named properties, of which this mock's folders have none.
 */
export function readPropertyTag(field: Element): PropertyTag | undefined {
  if (field.namespaceURI !== typesNamespace || field.localName !== 'ExtendedFieldURI') return undefined
  const number = Number(attributeOf(field, 'PropertyTag') ?? Number.NaN)
  if (!Number.isInteger(number)) return undefined
  return { number, type: attributeOf(field, 'PropertyType') ?? 'String' }
}
