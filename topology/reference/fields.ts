// The fields of a schema as Markdown: a table for every map, in the order in which the file is read.
//
//   hosts                    a map of names  -> section "hosts.<name>"
//   hosts.<name>             one of several  -> section for each, by the key that tells them apart
//   edges.<name>.rules       a list          -> section "edges.<name>.rules[]"

import { fieldTable } from './field-table.ts'
import type { JsonSchema } from './json-schema.ts'
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
  const members = properties.map(([name, member]) => [
    name,
    member.const === undefined ? member : { ...member, description: '' },
  ])
  return [
    ...(path === '' ? [] : [`### ${plainText(path)}`]),
    ...(about === undefined ? [] : [plainText(`${about.charAt(0).toUpperCase()}${about.slice(1)}.`)]),
    fieldTable({ ...schema, properties: Object.fromEntries(members) }),
  ].join('\n\n')
}
