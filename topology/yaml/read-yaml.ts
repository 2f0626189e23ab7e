// The one way from YAML text to a checked value: topologies, edge files and scenarios all come this way.
//
//   text -> YAML document -> plain value -> zod schema -> value with defaults
//                 |                              |
//                 +------ places of paths -------+--> every problem with file:line:column

import * as z from 'zod'
import { FileProblems, type Locate, type Problem } from '../problems.ts'
import { explainIssues } from './explain-issue.ts'
import { parseYaml } from './source.ts'

/** A checked value, and where everything in it was written. */
export interface Sourced<T> {
  readonly value: T
  readonly file: string
  readonly locate: Locate
}

/**
 * Reads YAML text and checks it against a schema.
 * @param file name that the places of problems carry
 * @throws FileProblems (BH_ERR_FILE_INVALID) with everything that is wrong, not only the first
 */
export function readYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  file: string,
): Sourced<z.output<Schema>> {
  const { value, locate, problems } = parseYaml(text, file)
  if (value === undefined) throw new FileProblems(file, problems)
  const result = z.safeParse(schema, value)
  const mistakes = result.success ? [] : explainIssues({ schemas: [schema], value, path: [] }, result.error.issues)
  const all: Problem[] = [
    ...problems,
    ...mistakes.map(({ path, at, message }) => ({ place: locate(path, at), message })),
  ]
  if (!result.success || all.length > 0) throw new FileProblems(file, all)
  return { value: result.data, file, locate }
}
