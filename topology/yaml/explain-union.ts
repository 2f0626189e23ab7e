// A value that fits none of several shapes. Zod tells what each shape finds wrong; a person wants to hear about the one
// that was meant. That is the shape with the fewest keys unknown or missing, when one stands out:
//
//   { pfx: 5 }          fits { pfx, passphrase } but for its value   -> pfx: expected text
//   { frm: cas }        is as far from every kind of rule            -> unknown key "frm"; did you mean "farm"?
//   { farm: x, deny: 403 }   between two                             -> the union's own sentence

import type * as z from 'zod'
import { didYouMean, nearest } from '../nearest.ts'
import { alternatives, knownKeys } from './schema-walk.ts'
import { isMissing, type Mistake, type Subject, unknownKey } from './subject.ts'
import { choice, expectedKind, list, shown } from './words.ts'

interface Shape {
  readonly subject: Subject
  readonly issues: readonly z.core.$ZodIssue[]
  /** Keys that it does not know. */
  readonly unknown: readonly string[]
  /** Number of keys unknown or missing. */
  readonly distance: number
}

/** Explains the issues of one shape; given from outside, because it comes back here for unions in unions. */
type Explain = (subject: Subject, issues: readonly z.core.$ZodIssue[]) => readonly Mistake[]

/** The mistakes of a value that fits none of a union's alternatives. */
export function explainUnion(
  subject: Subject,
  issue: z.core.$ZodIssueInvalidUnion,
  explain: Explain,
): readonly Mistake[] {
  const tell = (message: string): readonly Mistake[] => [{ path: subject.path, at: 'value', message }]
  if ('options' in issue && issue.discriminator !== undefined) {
    const words = issue.options.map(String)
    const hint = typeof subject.value === 'string' ? didYouMean(subject.value, words) : ''
    return tell(`expected ${choice(words)}, but got ${shown(subject.value)}${hint}`)
  }
  const options = alternatives(subject.schemas)
  const shapes = issue.errors
    .map((issues, index) => shapeOf({ ...subject, schemas: options.slice(index, index + 1) }, issues))
    .filter((shape) => !shape.issues.some(isOfOtherKind))
  if (shapes.length === 0) return tell(sentence(issue) ?? otherKinds(subject, issue))

  const least = Math.min(...shapes.map((shape) => shape.distance))
  const best = shapes.filter((shape) => shape.distance === least)
  const [meant] = best
  if (meant !== undefined && (best.length === 1 || least === 0)) return explain(meant.subject, meant.issues)

  const strange = meant?.unknown.filter((key) => shapes.every((shape) => shape.unknown.includes(key))) ?? []
  const known = [...new Set(shapes.flatMap((shape) => knownKeys(shape.subject.schemas)))]
  const misspelt = strange.filter((key) => nearest(key, known) !== undefined)
  if (misspelt.length > 0) return misspelt.map((key) => unknownKey(subject, key, known))
  return tell(sentence(issue) ?? `expected the keys of exactly one kind, out of ${list(known, 'and')}`)
}

function shapeOf(subject: Subject, issues: readonly z.core.$ZodIssue[]): Shape {
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  )
  const absent = issues.filter((issue) => issue.path.length === 1 && isMissing(subject, issue.path))
  return { subject, issues, unknown, distance: unknown.length + absent.length }
}

function isOfOtherKind(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

function otherKinds(subject: Subject, issue: z.core.$ZodIssueInvalidUnion): string {
  const wanted = issue.errors.flat().flatMap((inner) => {
    if (inner.path.length > 0) return []
    if (inner.code === 'invalid_type') return [expectedKind(inner.expected)]
    return inner.code === 'invalid_value' ? inner.values.map(String) : []
  })
  return `expected ${list([...new Set(wanted)], 'or')}, but got ${shown(subject.value)}`
}

// Zod's own message is "Invalid input"; any other comes from the schema.
function sentence(issue: z.core.$ZodIssueInvalidUnion): string | undefined {
  return issue.message === 'Invalid input' ? undefined : issue.message
}
