// Requests that the server holds until something happens: Ping, NotificationWait, Outlook Anywhere's channels.

import type { FastifyReply } from 'fastify'

/** Aborted when the client leaves, or when `pool` is: the vdir's application pool was recycled. */
export function signalOfReply(reply: FastifyReply, pool: AbortSignal): AbortSignal {
  const ended = new AbortController()
  const end = (): void => {
    pool.removeEventListener('abort', end)
    ended.abort()
  }
  // One signal of each request's own, and no AbortSignal.any: that costs every held request a kilobyte more.
  if (pool.aborted) ended.abort()
  else pool.addEventListener('abort', end)
  reply.raw.once('close', end)
  return ended.signal
}

/** What a request that may be held brings along. */
export interface HeldCall {
  /** Aborted when the client has left or the application pool is recycled. */
  readonly signal: AbortSignal
  /** To be told once the request is held. */
  readonly noteHeld: () => void
}

/**
 * Waits until `arm`'s callback is called, and gives its value; undefined when the signal came first. Whatever `arm` set
 * up is taken back by the function that it returns, in either case.
 */
export function hold<T>(
  { signal, noteHeld }: HeldCall,
  arm: (settle: (value: T) => void) => () => void,
): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    let disarm = (): void => undefined
    let over = false
    const end = (value: T | undefined): void => {
      if (over) return
      over = true
      signal.removeEventListener('abort', abort)
      disarm()
      resolve(value)
    }
    const abort = (): void => end(undefined)
    signal.addEventListener('abort', abort)
    disarm = arm(end)
    // The callback may have been called while `arm` was still at work.
    if (over) disarm()
    else noteHeld()
  })
}
