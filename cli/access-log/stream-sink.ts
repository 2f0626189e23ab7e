import type { Writable } from 'node:stream'
import type { Sink } from './sink.ts'

/** What the pipe takes at once, so that little is in doubt when its reader stops (pipe(7): 64 KiB). */
const mostAtOnce = 65_536

/** After so long without taking anything, a reader counts as one that has stopped. */
const usualPatience = 1_000

/**
 * Standard output as a sink. Who has seen enough of it ends neither the log nor the edge. Who stops reading, but keeps the
 * pipe, is a disk that is full: what was handed over stays on its way, what follows waits.
 * @param patience milliseconds until a reader counts as one that has stopped
 */
export function streamSink(stream: Writable, patience: number = usualPatience): Sink {
  /** The write that is on its way: it is not repeated, whoever asks anew waits for it. */
  let under: Promise<number> | undefined
  return {
    name: 'standard output',
    async write(bytes) {
      under ??= handOver(stream, bytes.subarray(0, mostAtOnce))
      const { promise: stopped, reject } = Promise.withResolvers<never>()
      const timer = setTimeout(
        () => reject(new Error('nobody reads it; let the program behind the pipe read on, or end it')),
        patience,
      )
      try {
        const taken = await Promise.race([under, stopped])
        under = undefined
        return taken
      } finally {
        clearTimeout(timer)
      }
    },
    reopen: async () => false,
    close: async () => {},
  }
}

function handOver(stream: Writable, bytes: Buffer): Promise<number> {
  return new Promise((resolve) => stream.write(bytes, () => resolve(bytes.length)))
}
