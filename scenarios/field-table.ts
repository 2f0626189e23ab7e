// The fields of a schema as a Markdown table.

import * as z from 'zod'

/** As much of JSON Schema as zod makes of ours. */
export interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, JsonSchema>>
}

/** The JSON Schema (draft 7, which editors understand best) of what may be written for a zod schema. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as JsonSchema
}

/** The members of an object as a table; nothing when it has none. */
export function fieldTable({ properties = {}, required = [] }: JsonSchema): string {
  const names = Object.keys(properties)
  if (names.length === 0) return ''
  const rows = names.map((name) => {
    const field = properties[name] ?? {}
    const kind = [kindOf(field), required.includes(name) ? 'needed' : ''].filter((word) => word !== '').join(', ')
    return `| \`${name}\` | ${cell(kind)} | ${cell(defaultOf(field))} | ${cell(field.description ?? '')} |`
  })
  return ['| Key | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The members of an object with their meaning alone. */
export function meaningTable({ properties = {} }: JsonSchema): string {
  const rows = Object.entries(properties).map(
    ([name, { description = '' }]) => `| \`${name}\` | ${cell(description)} |`,
  )
  return ['| Key | Meaning |', '| --- | --- |', ...rows].join('\n')
}

function kindOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  const shapes = schema.anyOf ?? schema.oneOf
  if (shapes !== undefined) return [...new Set(shapes.map(kindOf))].filter((kind) => kind !== '').join(' or ')
  switch (schema.type) {
    case 'string':
      return 'text'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return '`true` or `false`'
    case 'array':
      return `list of ${kindOf(schema.items ?? {}) || 'values'}`
    case 'object':
      return schema.properties === undefined ? 'map' : `{ ${Object.keys(schema.properties).join(', ')} }`
    default:
      return ''
  }
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return ['[]', '{}'].includes(text) ? '' : `\`${text}\``
}

/** A pipe would end the cell, and an angle bracket begin HTML. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replaceAll('<', '&lt;')
