import type { Socket } from 'node:net'
import type { Ticker, Watched } from './ticker.ts'

/** What is to be read off the beginning of a connection, and what becomes of it: exactly one of the last three, once. */
export interface FirstBytes<Read> {
  readonly ticker: Ticker
  /** Milliseconds until it must be there. */
  readonly limit: number
  /** Looks at all the bytes so far; undefined: too few to tell. */
  read(bytes: Buffer): Read | undefined
  /** @param bytes all the bytes so far, with those that come after it */
  found(read: Read, bytes: Buffer): void
  late(): void
  /** The connection ended, or broke, before it was there. */
  ended(): void
}

/** Reads the first bytes of a connection, before anybody knows what it will be. What comes later stays in the socket. */
export function readFirstBytes<Read>(raw: Socket, facts: FirstBytes<Read>): void {
  const { ticker, limit } = facts
  let bytes: Buffer = Buffer.alloc(0)
  const began = ticker.now
  const stop = (): void => {
    ticker.unwatch(watch)
    raw.off('readable', onReadable).off('end', onEnd).off('close', onEnd)
  }
  const watch: Watched = {
    check(now) {
      if (now - began <= limit) return
      stop()
      facts.late()
    },
  }
  const onEnd = (): void => {
    stop()
    facts.ended()
  }
  const onReadable = (): void => {
    const chunk: Buffer | null = raw.read()
    if (chunk === null) return
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
    const read = facts.read(bytes)
    if (read === undefined) return
    stop()
    facts.found(read, bytes)
  }
  ticker.watch(watch)
  raw.on('readable', onReadable).on('end', onEnd).on('close', onEnd)
}
