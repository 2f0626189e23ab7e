import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

const lineEnd = 0x0a

/**
 * Passes on what one process writes in whole lines, so that those of several do not run into one another; while nobody takes
 * them, the process has to wait too. It is over when the process has ended its output.
 */
export async function forwardLines(from: Readable, to: Writable): Promise<void> {
  let begun: Buffer = Buffer.alloc(0)
  for await (const chunk of from) {
    const bytes = Buffer.concat([begun, chunk])
    const end = bytes.lastIndexOf(lineEnd) + 1
    begun = bytes.subarray(end)
    if (end > 0 && !to.write(bytes.subarray(0, end))) await Promise.race([once(to, 'drain'), once(to, 'close')])
  }
  if (begun.length > 0) to.write(begun)
}
