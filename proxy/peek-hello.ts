import { type ClientHello, readClientHello } from './client-hello.ts'
import type { EdgeRun } from './edge-run.ts'
import { readFirstBytes } from './first-bytes.ts'
import type { Incoming } from './incoming.ts'

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
  readFirstBytes(raw, {
    ticker,
    limit: active.plan.timeouts.hello,
    read(bytes) {
      const hello = readClientHello(bytes)
      return hello.kind === 'more' ? undefined : hello
    },
    found: decide,
    late: () => raw.destroy(),
    ended: () => raw.destroy(),
  })
}
