// What a reporter is given, and what it is: one file a format, one line in report/index.ts.

import type { Writable } from 'node:stream'
import type { RunListener } from '../scenarios/result.ts'

/** Where reports go. Nothing in report/ knows of `process`. */
export interface ReportSurroundings {
  /** For the terminal reporter. Colours follow it (`isTTY`, `NO_COLOR`, `FORCE_COLOR`), live progress only `isTTY`. */
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  /** Folder of the report files; made when the first one is written. */
  readonly directory: string
}

/** Makes the reporter of one format. */
export type ReporterFactory = (surroundings: ReportSurroundings) => RunListener
