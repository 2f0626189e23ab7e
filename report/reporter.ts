// What a reporter is given, and what it is: one file a format, one line in report/index.ts.

import type { Writable } from 'node:stream'
import type { RunListener } from '../scenarios/result.ts'

/** Where reports go. Nothing in report/ knows of `process`. */
export interface ReportSurroundings {
  /** For people. Colours follow it (`isTTY`, `NO_COLOR`, `FORCE_COLOR`), live progress only `isTTY`. */
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  /** Folder of the report files; made when the run starts. */
  readonly directory: string
}

/** What a reporter is made with. */
interface ReporterContext extends ReportSurroundings {
  /** To be called with every file once it is written. */
  wrote(file: string): void
}

/** Makes the reporter of one format. */
export type ReporterFactory = (context: ReporterContext) => RunListener
