// What a step is expected to yield: the same tree as what it did yield, with a wish at every leaf.
//
//   expect:                          observed:
//     status: 200                      status: 403
//     headers: { server: absent }      headers: { server: nginx, date: … }
//     hops: { edge: { server: … } }    hops: { edge: { server: cas1:80, mode: offload, … } }
//
// A wish is a plain value, a list (the same members, in any order), the word `absent`, or operators, which must all hold.

import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'

const scalar = z.union([z.string(), z.number(), z.boolean()])

const operators = {
  get not() {
    return wish.optional().describe('anything but this')
  },
  contains: z
    .union([scalar, z.array(scalar)])
    .optional()
    .describe('a text inside the text, or members of the list'),
  matches: z
    .string()
    .refine(isRegularExpression, 'expected a regular expression of JavaScript')
    .optional()
    .describe('regular expression that the text, or a member of the list, matches'),
  oneOf: z.array(scalar).min(1).optional().describe('one of these values'),
  atLeast: z.number().optional().describe('a number not below this'),
  atMost: z.number().optional().describe('a number not above this'),
  sameAs: z.string().optional().describe('id of an earlier step that yielded the same value in the same place'),
  differsFrom: z.string().optional().describe('id of an earlier step that yielded another value in the same place'),
}

const operatorNames: ReadonlySet<string> = new Set(Object.keys(operators))

/** One wish. */
export const wish = z
  .union([scalar, z.array(scalar), z.strictObject(operators)], {
    error:
      'expected a value, a list, the word absent, or one or more of not, contains, matches, oneOf, atLeast, atMost, sameAs, differsFrom',
  })
  .meta({ id: 'wish', description: 'a value, a list (in any order), absent, or operators' })
/** A wish as written. */
export type Wish = z.output<typeof wish>

type Operators = Extract<Wish, { readonly not?: unknown }>

/** Wishes by name, as deep as need be. */
export type Wishes = { readonly [name: string]: Wish | Wishes | undefined }

/** What a step yielded, as a tree of plain values; `undefined` is what was not there. */
export type Observed = { readonly [name: string]: ObservedValue }
/** A leaf, or a branch, of what a step yielded. */
export type ObservedValue = string | number | boolean | undefined | readonly (string | number)[] | Observed

/** A wish that did not come true. `path` leads to it from `expect`. */
export interface Unmet {
  readonly path: readonly string[]
  readonly expected: string
  readonly actual: string
}

/** Gives what an earlier step yielded at a path. The reader has checked that there is such a step. */
export type Lookup = (stepId: string, path: readonly string[]) => ObservedValue

/** Holds what was yielded against what was expected; gives every wish that did not come true. */
export function unmetWishes(
  wishes: Wishes,
  observed: Observed,
  lookup: Lookup,
  path: readonly string[] = [],
): readonly Unmet[] {
  return Object.entries(wishes).flatMap(([name, expected]) => {
    const here = [...path, name]
    const actual = observed[name]
    if (expected === undefined) return []
    if (isWish(expected)) {
      if (holds(expected, actual, (id) => lookup(id, here))) return []
      return [{ path: here, expected: describeWish(expected, (id) => lookup(id, here)), actual: describeValue(actual) }]
    }
    if (isTree(actual)) return unmetWishes(expected, actual, lookup, here)
    return [{ path: here, expected: 'something', actual: describeValue(actual) }]
  })
}

/** The ids that `sameAs` and `differsFrom` name, with the path of each. */
export function* stepsNamedIn(
  wishes: Wishes | Wish,
  path: readonly string[] = [],
): Generator<{ readonly id: string; readonly path: readonly string[] }> {
  if (typeof wishes !== 'object' || Array.isArray(wishes)) return
  for (const [name, value] of Object.entries(wishes)) {
    const here = [...path, name]
    if ((name === 'sameAs' || name === 'differsFrom') && typeof value === 'string') yield { id: value, path: here }
    else if (value !== undefined) yield* stepsNamedIn(value, here)
  }
}

function isWish(value: Wish | Wishes): value is Wish {
  if (typeof value !== 'object' || Array.isArray(value)) return true
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => operatorNames.has(key))
}

function isTree(value: ObservedValue): value is Observed {
  return typeof value === 'object' && !Array.isArray(value)
}

function holds(expected: Wish, actual: ObservedValue, earlier: (id: string) => ObservedValue): boolean {
  if (expected === 'absent') return actual === undefined
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && isDeepStrictEqual(sorted(expected), sorted(actual))
  }
  if (typeof expected === 'object') return operatorsHold(expected, actual, earlier)
  return equal(expected, actual)
}

function operatorsHold(wanted: Operators, actual: ObservedValue, earlier: (id: string) => ObservedValue): boolean {
  const { not, contains, matches, oneOf, atLeast, atMost, sameAs, differsFrom } = wanted
  return (
    (not === undefined || !holds(not, actual, earlier)) &&
    (contains === undefined || [contains].flat().every((part) => includes(actual, part))) &&
    (matches === undefined || membersOf(actual).some((one) => new RegExp(matches).test(String(one)))) &&
    (oneOf === undefined || oneOf.some((one) => equal(one, actual))) &&
    (atLeast === undefined || (typeof actual === 'number' && actual >= atLeast)) &&
    (atMost === undefined || (typeof actual === 'number' && actual <= atMost)) &&
    (sameAs === undefined || (actual !== undefined && isDeepStrictEqual(actual, earlier(sameAs)))) &&
    (differsFrom === undefined || (actual !== undefined && !isDeepStrictEqual(actual, earlier(differsFrom))))
  )
}

/** YAML says `0.0`, `200` or `true` where a header says the same in text; text decides. */
const equal = (a: unknown, b: ObservedValue): boolean => isScalar(b) && String(a) === String(b)

const isScalar = (value: ObservedValue): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** A list's members; what is no list is one by itself. */
function membersOf(value: ObservedValue): readonly (string | number | boolean)[] {
  if (isScalar(value)) return [value]
  return Array.isArray(value) ? value : []
}

const sorted = (list: readonly (string | number | boolean)[]): string[] => list.map(String).sort()

function includes(actual: ObservedValue, part: string | number | boolean): boolean {
  if (Array.isArray(actual)) return actual.some((one) => equal(part, one))
  return isScalar(actual) && String(actual).includes(String(part))
}

/** A wish in words: `200`, `not 403`, `containing ntlm`, `other than at step first (3)`. */
function describeWish(expected: Wish, earlier: (id: string) => ObservedValue): string {
  if (typeof expected !== 'object' || Array.isArray(expected)) return describeValue(expected)
  const { not, contains, matches, oneOf, atLeast, atMost, sameAs, differsFrom } = expected
  const words: string[] = []
  if (not !== undefined) words.push(`not ${describeWish(not, earlier)}`)
  if (contains !== undefined) words.push(`containing ${describeValue(contains)}`)
  if (matches !== undefined) words.push(`matching /${matches}/`)
  if (oneOf !== undefined) words.push(`one of ${describeValue(oneOf)}`)
  if (atLeast !== undefined) words.push(`at least ${atLeast}`)
  if (atMost !== undefined) words.push(`at most ${atMost}`)
  if (sameAs !== undefined) words.push(`the same as at step ${sameAs} (${describeValue(earlier(sameAs))})`)
  if (differsFrom !== undefined)
    words.push(`other than at step ${differsFrom} (${describeValue(earlier(differsFrom))})`)
  return words.join(' and ')
}

const longest = 300

function describeValue(value: unknown): string {
  if (value === undefined) return 'absent'
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(String).join(', ')
  if (typeof value === 'object') return 'something'
  const text = value === '' ? 'an empty text' : String(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
