import { type ClientHello, readClientHello } from './client-hello.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Incoming } from './incoming.ts'
import type { Watched } from './ticker.ts'

/**
 * Reads a client's TLS hello off a new connection. A connection that ends, or takes too long over it, is closed without
 * a word.
 * @param decide told what it is, with all the bytes read so far
 */
export function peekHello(
  { raw }: Incoming,
  { active, ticker }: EdgeRun,
  decide: (hello: Exclude<ClientHello, { kind: 'more' }>, bytes: Buffer) => void,
): void {
  let bytes: Buffer = Buffer.alloc(0)
  const limit = active.plan.timeouts.hello
  const began = ticker.now
  const watch: Watched = {
    check(now) {
      if (now - began > limit) raw.destroy()
    },
  }
  const stop = (): void => {
    ticker.unwatch(watch)
    raw.off('readable', onReadable).off('end', onEnd).off('close', stop)
  }
  const onEnd = (): void => void raw.destroy()
  const onReadable = (): void => {
    const chunk: Buffer | null = raw.read()
    if (chunk === null) return
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    const hello = readClientHello(bytes)
    if (hello.kind === 'more') return
    stop()
    decide(hello, bytes)
  }
  ticker.watch(watch)
  raw.on('readable', onReadable).on('end', onEnd).on('close', stop)
}
