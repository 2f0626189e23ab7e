/** What no setting changes of the patience with clients; times in milliseconds. The rest stands in `EdgePlan.timeouts`. */
export const clientLimits = {
  /** For an answer to begin, or go on, once the client has ended its side: it may as well have left. */
  afterEnd: 2_000,
  /** To take note of the end of its connection, once all was delivered. */
  linger: 2_000,
  /** Bytes read ahead of the exchange that they belong to. */
  waitingBytes: 65_536,
} as const
