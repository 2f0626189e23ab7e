// The fields of one map as a Markdown table: the same columns and the same words for a value on every reference page.

import type { JsonSchema } from './json-schema.ts'
import { markdownTable } from './markdown-table.ts'
import { plainText } from './plain-text.ts'

/** The members of a map with value, default and meaning; nothing when it has none. */
export function fieldTable({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(([name, member]) => [
    code(name),
    kindOf(member),
    required.includes(name) ? 'needed' : defaultOf(member),
    plainText(member.description ?? ''),
  ])
  return rows.length === 0 ? '' : markdownTable(['Key', 'Value', 'Default', 'Meaning'], rows)
}

/** The members of a map with their meaning alone, where every value is of the same kind. */
export function meaningTable({ properties = {} }: JsonSchema): string {
  const rows = Object.entries(properties).map(([name, { description = '' }]) => [code(name), plainText(description)])
  return markdownTable(['Key', 'Meaning'], rows)
}

/** What may be written for a schema: `duration`, `list of: host name`, `name or map`. */
export function kindOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ')
  const shapes = schema.anyOf ?? schema.oneOf
  if (shapes !== undefined) return [...new Set(shapes.map(kindOf))].filter(Boolean).join(' or ')
  if (schema.type === 'array') return `list of: ${kindOf(schema.items ?? {})}`
  if (schema.type === 'object') return typeof schema.additionalProperties === 'object' ? 'map of names' : 'map'
  if (schema.title !== undefined) return schema.title
  if (schema.type === 'integer') return `whole number${rangeOf(schema)}`
  if (schema.type === 'number') return `number${rangeOf(schema)}`
  if (schema.type === 'boolean') return '`true` or `false`'
  return schema.type === 'string' ? 'text' : ''
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  const bounds = [minimum, maximum].filter((bound) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER)
  if (bounds.length === 2) return ` ${bounds.join('-')}`
  return bounds.length === 1 && bounds[0] === minimum ? ` from ${minimum}` : ''
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined || value === '') return ''
  const written = typeof value === 'string' ? value : JSON.stringify(value)
  return written === '[]' || written === '{}' ? '' : code(written.replaceAll(',', ', ').replaceAll('"', ''))
}

function code(value: unknown): string {
  return `\`${String(value)}\``
}
