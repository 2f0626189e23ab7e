// The two HTTP requests as a virtual connection needs them.

/** An OUT channel: the answer of its request. */
export interface OutChannel {
  /** Begins the answer. */
  open(): void
  write(bytes: Uint8Array): void
  /** Ends the answer after what was written. */
  end(): void
  /** Breaks off. */
  close(): void
}

/** An IN channel: only ever ended from here. */
export interface InChannel {
  readonly port: number
  close(): void
  /** An operation of an interface threw: for the log of the request. */
  failed(error: unknown): void
  /** A call is held open. */
  noteHeld(): void
}
