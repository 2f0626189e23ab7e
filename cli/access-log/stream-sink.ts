import type { Writable } from 'node:stream'
import type { Sink } from './sink.ts'

/** Standard output as a sink. Who has seen enough of it ends neither the log nor the edge. */
export function streamSink(stream: Writable): Sink {
  return {
    name: 'standard output',
    write: (bytes) => new Promise((resolve) => stream.write(bytes, () => resolve(bytes.length))),
    reopen: async () => false,
    close: async () => {},
  }
}
