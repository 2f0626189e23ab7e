import { type Readable, Transform } from 'node:stream'

/** A stream's bytes passed on and counted. */
export interface Counted {
  readonly stream: Readable
  readonly bytes: number
}

/**
 * Passes a stream on and counts it. `onOver` is told once, at the end, of what broke it if anything did, and may answer
 * with a better error; whoever drops the counted stream drops the source with it.
 */
export function counted(source: Readable, onOver: (error: Error | undefined) => Error | undefined): Counted {
  let bytes = 0
  let told = false
  const over = (error?: Error): Error | undefined => {
    if (told) return error
    told = true
    return onOver(error) ?? error
  }
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      done(null, chunk)
    },
    flush(done) {
      over()
      done()
    },
  })
  source.on('error', (error) => stream.destroy(over(error)))
  source.pipe(stream)
  stream.on('close', () => {
    over()
    if (!source.readableEnded) source.destroy()
  })
  return {
    stream,
    get bytes() {
      return bytes
    },
  }
}
