// What zod found, in sentences for the person who wrote the file.

import type * as z from 'zod'
import { didYouMean, nearest } from '../nearest.ts'
import type { Path } from '../problems.ts'
import { explainUnion } from './explain-union.ts'
import { knownKeys, meaning } from './schema-walk.ts'
import { below, isMissing, type Mistake, type Subject, unknownKey } from './subject.ts'
import { choice, expectedKind, shown, shownKind } from './words.ts'

/** Explains the issues of one check; their paths are relative to the subject. */
export function explainIssues(subject: Subject, issues: readonly z.core.$ZodIssue[]): readonly Mistake[] {
  const misspelt = new Set(issues.flatMap((issue) => meantKeys(subject, issue)))
  return issues
    .filter((issue) => !(isMissing(subject, issue.path) && misspelt.has(JSON.stringify(issue.path))))
    .flatMap((issue) => explainIssue(subject, issue))
}

// A key that is missing because it is misspelt is told once, as unknown.
function meantKeys(subject: Subject, issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return []
  const known = knownKeys(below(subject, issue.path).schemas)
  return issue.keys.map((key) => JSON.stringify([...issue.path, nearest(key, known)]))
}

function explainIssue(subject: Subject, issue: z.core.$ZodIssue): readonly Mistake[] {
  const here = below(subject, issue.path)
  if (isMissing(subject, issue.path)) return [missing(here, issue)]
  const tell = (message: string, at: Mistake['at'] = 'value'): readonly Mistake[] => [{ path: here.path, at, message }]
  const but = `but got ${isSecret(here.path) ? shownKind(here.value) : shown(here.value)}`
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(here, key, knownKeys(here.schemas)))
    case 'invalid_key':
      return issue.issues.flatMap((inner) => tell(`${inner.message}, but got ${shown(issue.path.at(-1))}`, 'key'))
    case 'invalid_union':
      return explainUnion(here, issue, explainIssues)
    case 'invalid_type':
      return issue.message.startsWith('expected')
        ? tell(`${issue.message}, ${but}`)
        : tell(`expected ${expectedKind(issue.expected)}, ${but}${quotesHint(issue.expected, here.value)}`)
    case 'invalid_value': {
      const words = issue.values.map(String)
      const hint = typeof here.value === 'string' ? didYouMean(here.value, words) : ''
      return tell(`expected ${choice(words)}, ${but}${hint}`)
    }
    case 'too_small':
    case 'too_big':
      return tell(`expected ${bound(issue)}, ${but}`)
    default:
      return tell(issue.message.startsWith('expected') ? `${issue.message}, ${but}` : issue.message)
  }
}

function missing(here: Subject, issue: z.core.$ZodIssue): Mistake {
  const options = issue.code === 'invalid_union' && 'options' in issue ? issue.options : undefined
  const about = options === undefined ? meaning(here.schemas) : choice(options.map(String))
  const message = `the key ${String(here.path.at(-1))} is missing${about === undefined ? '' : `: ${about}`}`
  return { path: here.path.slice(0, -1), at: 'key', message }
}

function isSecret(path: Path): boolean {
  return path.some((segment) => ['password', 'passphrase', 'secret'].includes(String(segment)))
}

function quotesHint(expected: string, value: unknown): string {
  return expected === 'string' && ['number', 'boolean'].includes(typeof value) ? '; write it in quotes' : ''
}

function bound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const low = issue.code === 'too_small'
  const limit = Number(low ? issue.minimum : issue.maximum)
  const amount = `at ${low ? 'least' : 'most'} ${limit}`
  if (issue.origin === 'string') return low && limit === 1 ? 'some text' : `text of ${amount} characters`
  if (issue.origin === 'array' || issue.origin === 'set' || issue.origin === 'map') {
    return `a list with ${amount} ${limit === 1 ? 'entry' : 'entries'}`
  }
  return `a number of ${amount}`
}
