import type { RunResult } from '../scenarios/result.ts'
import { fileReporter } from './file-reporter.ts'

/** The whole result as it is in memory (`scenarios/result.ts`), for programs. */
export function renderJson(run: RunResult): string {
  return `${JSON.stringify(run, null, 2)}\n`
}

/** Writes `run.json`, for programs. */
export const jsonReporter = fileReporter('run.json', renderJson)
