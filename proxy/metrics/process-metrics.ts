import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type MetricsSnapshot, SnapshotBuilder } from './snapshot.ts'

/** How often the event loop is looked at, and for how long, in milliseconds. */
const resolution = 20
const window = 10_000

/** The metrics of this process, measured until disposed. */
export interface ProcessMetrics extends Disposable {
  snapshot(): MetricsSnapshot
}

/** Begins to measure this process. It costs a timer of 20 ms, so it is done only where somebody may ask. */
export function startProcessMetrics(): ProcessMetrics {
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  // Node counts the time from look to look, so that an idle loop shows the resolution.
  const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - resolution / 1e3)
  const measured = (): Readonly<Record<string, number>> => ({
    mean: seconds(delay.mean),
    p99: seconds(delay.percentile(99)),
    max: seconds(delay.max),
  })
  let last: Readonly<Record<string, number>> | undefined
  const timer = setInterval(() => {
    last = delay.count > 0 ? measured() : undefined
    delay.reset()
  }, window)
  timer.unref()

  return {
    snapshot() {
      const builder = new SnapshotBuilder()
      const delays = last ?? (delay.count > 0 ? measured() : {})
      for (const [stat, value] of Object.entries(delays)) {
        builder.add('bridgehead_event_loop_delay_seconds', { stat }, value)
      }
      const { user, system } = process.cpuUsage()
      const { rss, heapUsed } = process.memoryUsage()
      builder.add('process_start_time_seconds', {}, performance.timeOrigin / 1e3)
      builder.add('process_cpu_seconds_total', {}, (user + system) / 1e6)
      builder.add('process_resident_memory_bytes', {}, rss)
      builder.add('nodejs_heap_used_bytes', {}, heapUsed)
      const descriptors = openDescriptors()
      if (descriptors !== undefined) builder.add('process_open_fds', {}, descriptors)
      return builder.snapshot
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      delay.disable()
    },
  }
}

/** Undefined where the system does not tell by a mere look into a folder. */
function openDescriptors(): number | undefined {
  try {
    // The look itself takes one.
    return readdirSync('/proc/self/fd').length - 1
  } catch {
    return undefined
  }
}
