// What is being explained: a value, the schemas that apply to it, and where it stands in the file.

import type * as z from 'zod'
import { didYouMean } from '../nearest.ts'
import type { Path } from '../problems.ts'
import { schemasAt } from './schema-walk.ts'
import { list, shown } from './words.ts'

/** A problem before its path has become a place in the file. */
export interface Mistake {
  readonly path: Path
  readonly at: 'key' | 'value'
  readonly message: string
}

/** What is checked: the schemas that apply to a value, and where that value stands in the file. */
export interface Subject {
  readonly schemas: readonly z.core.$ZodType[]
  readonly value: unknown
  readonly path: Path
}

/** A part of the subject. */
export function below(subject: Subject, path: Path): Subject {
  return {
    schemas: schemasAt(subject.schemas, path),
    value: path.reduce<unknown>((value, segment) => member(value, segment), subject.value),
    path: [...subject.path, ...path],
  }
}

/** Whether a key is not there at all, which is another thing than a key without a value. */
export function isMissing(subject: Subject, path: Path): boolean {
  const last = path.at(-1)
  if (last === undefined) return false
  const parent = below(subject, path.slice(0, -1)).value
  return typeof parent === 'object' && parent !== null && !Object.hasOwn(parent, last)
}

/** The mistake of an unknown key, with the nearest known one. */
export function unknownKey(here: Subject, key: string, known: readonly string[]): Mistake {
  const colon = key.indexOf(':')
  const hint =
    colon > 0 && known.includes(key.slice(0, colon))
      ? `; a space is missing after ${key.slice(0, colon)}:`
      : didYouMean(key, known) || (known.length > 0 ? `; known here: ${list(known, 'and')}` : '')
  return { path: [...here.path, key], at: 'key', message: `unknown key ${shown(key)}${hint}` }
}

function member(value: unknown, segment: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
  return Reflect.get(value, segment)
}
