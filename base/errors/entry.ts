/** One row of the error catalogue. `exitCode` is the command's: 1 an expectation or check failed, 2 it could not run. */
export interface ErrorEntry {
  /** What, where and what to do, in one or two sentences; blanks in braces. */
  readonly message: string
  readonly exitCode: 1 | 2
}
