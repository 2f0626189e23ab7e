import type { HopRecord } from '../../base/trace.ts'

/** How the lines of an access log are written. */
export interface LogFormat {
  /** What stands at the head of a file begun at a time; empty, or whole lines. */
  readonly head: (now: Date) => string
  /** One exchange, without the end of the line. */
  readonly line: (hop: HopRecord) => string
}
