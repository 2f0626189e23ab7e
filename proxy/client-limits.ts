/** How long a client may take, in milliseconds, and how much of it is kept waiting. */
export const clientLimits = {
  /** For a whole TLS hello. */
  hello: 10_000,
  /** For a whole TLS handshake. */
  handshake: 20_000,
  /** For a whole request head. */
  head: 30_000,
  /** Between two requests. IIS waits as long (connectionTimeout, 2 minutes). */
  idle: 120_000,
  /** For an answer to begin, or go on, once the client has ended its side: it may as well have left. */
  afterEnd: 2_000,
  /** To take note of the end of its connection. */
  linger: 2_000,
  /** Bytes read ahead of the exchange that they belong to. */
  waitingBytes: 65_536,
} as const
