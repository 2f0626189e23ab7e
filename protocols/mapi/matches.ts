import { compareValues } from './compare.ts'
import type { MapiValue, SingleValue } from './property-values.ts'
import type { RelationalOperator, Restriction } from './restriction.ts'

/** What a restriction is asked of: the value of a property, undefined where there is none. */
export type ValueOf = (tag: number) => MapiValue

const fuzzy = { substring: 1, prefix: 2, ignoreCase: 0x1_0000, loose: 0x4_0000 } as const

/** Whether a row meets a condition ([MS-OXCDATA] 2.12). Of a list of values, one that does is enough. */
export function matches(restriction: Restriction, valueIn: ValueOf): boolean {
  switch (restriction.kind) {
    case 'and':
      return restriction.parts.every((part) => matches(part, valueIn))
    case 'or':
      return restriction.parts.some((part) => matches(part, valueIn))
    case 'not':
      return !matches(restriction.part, valueIn)
    case 'content':
      return valuesOf(valueIn(restriction.tag)).some((value) =>
        contains(value, restriction.value.value, restriction.fuzzyLevel),
      )
    case 'property':
      return valuesOf(valueIn(restriction.tag)).some((value) =>
        holds(compareValues(value, restriction.value.value), restriction.operator),
      )
    case 'compare':
      return holds(compareValues(valueIn(restriction.first), valueIn(restriction.second)), restriction.operator)
    case 'bitmask':
      return ((Number(valueIn(restriction.tag) ?? 0) & restriction.mask) !== 0) === (restriction.wanted === 'non-zero')
    case 'size':
      return holds(sizeOf(valueIn(restriction.tag)) - restriction.bytes, restriction.operator)
    case 'exist':
      return valueIn(restriction.tag) !== undefined
    case 'sub-object':
      // Recipients and attachments have no rows of their own in the tables that this is asked of.
      return false
    case 'comment':
      return restriction.part === undefined || matches(restriction.part, valueIn)
    case 'count':
      return restriction.count > 0 && matches(restriction.part, valueIn)
  }
}

const valuesOf = (value: MapiValue): readonly SingleValue[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly SingleValue[]) : [value as SingleValue]

function holds(order: number, operator: RelationalOperator): boolean {
  switch (operator) {
    case 'less':
      return order < 0
    case 'less-or-equal':
      return order <= 0
    case 'greater':
      return order > 0
    case 'greater-or-equal':
      return order >= 0
    case 'equal':
      return order === 0
    case 'not-equal':
      return order !== 0
  }
}

function contains(value: SingleValue, wanted: MapiValue, fuzzyLevel: number): boolean {
  if (Buffer.isBuffer(value) && Buffer.isBuffer(wanted)) {
    const at = value.indexOf(wanted)
    return (fuzzyLevel & 3) === 0 ? value.equals(wanted) : (fuzzyLevel & 3) === fuzzy.prefix ? at === 0 : at >= 0
  }
  if (typeof value !== 'string' || typeof wanted !== 'string') return false
  const fold = (text: string): string =>
    (fuzzyLevel & (fuzzy.ignoreCase | fuzzy.loose)) === 0 ? text : text.toLowerCase()
  const [text, part] = [fold(value), fold(wanted)]
  switch (fuzzyLevel & 3) {
    case fuzzy.substring:
      return text.includes(part)
    case fuzzy.prefix:
      return text.startsWith(part)
    default:
      return text === part
  }
}

function sizeOf(value: MapiValue): number {
  if (Buffer.isBuffer(value)) return value.length
  if (typeof value === 'string') return 2 * (value.length + 1)
  return value === undefined ? 0 : 8
}
