// What is wrong with a file, and where: the one form in which every reader of this folder tells it.

import { BridgeheadError, failure } from '../base/errors.ts'

/** A place in a file that a person wrote. */
export interface Place {
  readonly file: string
  /** From 1, as editors count. */
  readonly line: number
  readonly column: number
}

/** A path of keys and list indexes into a file's value. */
export type Path = readonly PropertyKey[]

/** Where a path stands in the file: its value, or its key. What is not there has the place of what it would stand in. */
export type Locate = (path: Path, which?: 'key' | 'value') => Place

/** One thing that is wrong with a file. */
export interface Problem {
  readonly place: Place
  /** What is wrong and what is wanted instead, in one sentence without its first capital letter and full stop. */
  readonly message: string
}

/** `file:line:column`, the form that editors and terminals turn into a link. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

function problemText({ place, message }: Problem): string {
  return `${placeText(place)}: ${message}`
}

/** BH_ERR_FILE_INVALID: a file that cannot be used, with everything that is wrong with it, in the file's order. */
export class FileProblems extends BridgeheadError {
  readonly problems: readonly Problem[]

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = inOrder(problems)
    const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`
    const list = sorted.map(problemText).join('\n')
    const { code, message, exitCode } = failure('BH_ERR_FILE_INVALID', { file, count, list })
    super(code, message, exitCode, undefined)
    this.problems = sorted
  }
}

// What stands behind a YAML alias is found wrong once for each use; it is told once.
function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [problemText(problem), problem]))
  return [...unique.values()].sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
}
