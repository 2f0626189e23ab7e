// The fields of a schema as Markdown: a table for every map, in the order in which the file is read.
//
//   hosts                    a map of names  -> section "hosts.<name>"
//   hosts.<name>             one of several  -> section for each, by the key that tells them apart
//   edges.<name>.rules       a list          -> section "edges.<name>.rules[]"

import type { JsonSchema } from './json-schema.ts'
import { markdownTable } from './markdown-table.ts'
import { plainText } from './plain-text.ts'

/** Sections with tables for a map and everything in it. `skip` names paths that are described elsewhere. */
export function fieldSections(schema: JsonSchema, path: string, skip: readonly string[] = []): string[] {
  if (skip.includes(path)) return []
  const inside = [...members(schema)].flatMap(([name, member]) =>
    fieldSections(member, path === '' ? name : `${path}${name.startsWith('[') ? '' : '.'}${name}`, skip),
  )
  const own = Object.keys(schema.properties ?? {}).length > 0 ? [section(schema, path)] : []
  return [...own, ...inside, ...alternativeSections(schema, path, skip)]
}

function alternativeSections(schema: JsonSchema, path: string, skip: readonly string[]): string[] {
  const maps = (schema.anyOf ?? schema.oneOf ?? []).filter((each) => each.properties !== undefined)
  return maps.flatMap((each) => fieldSections(each, `${path} ${tellTale(each, maps)}`.trim(), skip))
}

/** What tells one alternative from the others: `role: exchange`, or the keys that only it has. */
function tellTale(one: JsonSchema, all: readonly JsonSchema[]): string {
  const properties = Object.entries(one.properties ?? {})
  const constant = properties.find(([, member]) => member.const !== undefined)
  if (constant !== undefined) return `(${constant[0]}: ${String(constant[1].const)})`
  const others = new Set(all.filter((each) => each !== one).flatMap((each) => each.required ?? []))
  const own = (one.required ?? []).filter((key) => !others.has(key))
  return own.length === 0 || all.length === 1 ? '' : `(${own.join(', ')})`
}

function* members(schema: JsonSchema): Generator<[string, JsonSchema]> {
  yield* Object.entries(schema.properties ?? {})
  if (typeof schema.additionalProperties === 'object') {
    yield [`<${schema.propertyNames?.enum === undefined ? 'name' : 'vdir'}>`, schema.additionalProperties]
  }
  if (schema.items !== undefined) yield ['[]', schema.items]
}

function section(schema: JsonSchema, path: string): string {
  const properties = Object.entries(schema.properties ?? {})
  // The key that tells an alternative from the others carries the meaning of all of it.
  const about = properties.find(([, member]) => member.const !== undefined)?.[1].description ?? schema.description
  const rows = properties.map(([name, member]) => {
    const needed = schema.required?.includes(name) === true
    const meaning = member.const === undefined ? (member.description ?? '') : ''
    return [`\`${name}\``, kindOf(member), needed ? 'needed' : defaultOf(member), plainText(meaning)]
  })
  return [
    ...(path === '' ? [] : [`### ${plainText(path)}`]),
    ...(about === undefined ? [] : [plainText(`${about.charAt(0).toUpperCase()}${about.slice(1)}.`)]),
    markdownTable(['Key', 'Value', 'Default', 'Meaning'], rows),
  ].join('\n\n')
}

function kindOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ')
  const shapes = schema.anyOf ?? schema.oneOf
  if (shapes !== undefined) return [...new Set(shapes.map(kindOf))].join(' or ')
  if (schema.type === 'array') return `list of: ${kindOf(schema.items ?? {})}`
  if (schema.type === 'object') return typeof schema.additionalProperties === 'object' ? 'map of names' : 'map'
  if (schema.title !== undefined) return schema.title
  if (schema.type === 'integer') return `whole number${rangeOf(schema)}`
  return schema.type === 'boolean' ? '`true` or `false`' : 'text'
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  const bounds = [minimum, maximum].filter((bound) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER)
  return bounds.length === 2 ? ` ${bounds.join('-')}` : ''
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined || value === '') return ''
  const written = typeof value === 'string' ? value : JSON.stringify(value)
  return written === '[]' || written === '{}' ? '' : code(written.replaceAll(',', ', ').replaceAll('"', ''))
}

function code(value: unknown): string {
  return `\`${String(value)}\``
}
