// Looks up, in a zod schema, what stands at a path of a value: the keys that are known there and what they mean.

import * as z from 'zod'
import type { Path } from '../problems.ts'

type Schema = z.core.$ZodType

/** The schemas that can apply at a path below others: several where unions leave it open, none where nothing is known. */
export function schemasAt(schemas: readonly Schema[], path: Path): readonly Schema[] {
  return path.reduce<readonly Schema[]>(
    (found, segment) => found.flatMap(bare).flatMap((schema) => child(schema, segment)),
    schemas,
  )
}

/** The alternatives of the unions among these schemas, in order; the schema itself when it is no union. */
export function alternatives(schemas: readonly Schema[]): readonly Schema[] {
  return schemas.flatMap((schema) => {
    const { def } = peeled(schema)._zod
    return def.type === 'union' ? def.options : [schema]
  })
}

/** The keys that an object of these schemas may have. */
export function knownKeys(schemas: readonly Schema[]): readonly string[] {
  const keys = schemas.flatMap(bare).flatMap((schema) => {
    const { def } = schema._zod
    if (def.type === 'object') return Object.keys(def.shape)
    if (def.type === 'record') return [...(peeled(def.keyType)._zod.values ?? [])].map(String)
    return []
  })
  return [...new Set(keys)]
}

/** The meaning of a value, as its schema's `describe` gives it. */
export function meaning(schemas: readonly Schema[]): string | undefined {
  for (const schema of schemas) {
    for (let current: Schema | undefined = schema; current !== undefined; current = inner(current)) {
      const description = z.globalRegistry.get(current)?.description
      if (description !== undefined) return description
    }
  }
  return undefined
}

function child(schema: z.core.$ZodTypes, segment: PropertyKey): readonly Schema[] {
  const { def } = schema._zod
  switch (def.type) {
    case 'object': {
      const member = Object.hasOwn(def.shape, segment) ? def.shape[String(segment)] : def.catchall
      return member === undefined ? [] : [member]
    }
    case 'record':
      return [def.valueType]
    case 'array':
      return [def.element]
    default:
      return []
  }
}

/** The schema without wrappers, and every alternative of a union. */
function bare(schema: Schema): readonly z.core.$ZodTypes[] {
  const core = peeled(schema)
  const { def } = core._zod
  return def.type === 'union' ? def.options.flatMap(bare) : [core]
}

function peeled(schema: Schema): z.core.$ZodTypes {
  let current = schema
  for (let next = inner(current); next !== undefined; next = inner(current)) current = next
  return current as z.core.$ZodTypes
}

function inner(schema: Schema): Schema | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return def.innerType
    case 'pipe':
      return def.in
    case 'lazy':
      return def.getter()
    default:
      return undefined
  }
}
