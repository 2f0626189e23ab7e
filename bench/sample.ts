// What a measuring process says of itself, as its last line.

import { performance } from 'node:perf_hooks'

/** Milliseconds from `loaded` until now, milliseconds of loading before that, and the peak memory of the process. */
export function printSample(loaded: number, more: Readonly<Record<string, number>> = {}): void {
  const now = performance.now()
  const megabytes = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ milliseconds: now - loaded, loading: loaded, megabytes, ...more }))
}
