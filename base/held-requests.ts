/**
 * Word between a server that holds a request (Ping, NotificationWait) and the client that sent it: on the wire a held
 * request looks like one that is merely slow.
 */
export interface HeldRequests {
  /** A server holds the request with this `client-request-id` now. */
  note(requestId: string): void
  /** Kept once a server holds the request. To be called before the request can have arrived. */
  when(requestId: string): Promise<void>
}

/** One for every lab. */
export function createHeldRequests(): HeldRequests {
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  return {
    note(requestId) {
      waiting.get(requestId)?.resolve()
      waiting.delete(requestId)
    },
    when(requestId) {
      const waiter = waiting.get(requestId) ?? Promise.withResolvers<void>()
      waiting.set(requestId, waiter)
      return waiter.promise
    },
  }
}
