/**
 * How a session with the mailbox store carries ROPs: MAPI over HTTP, or RPC over Outlook Anywhere. All methods throw
 * `CauseError`, with a sentence, when the network or the server fails them.
 */
export interface RopTransport {
  /** The display name that the server gave. */
  readonly displayName: string
  /** Carries out ROPs: extended buffers there, extended buffers back. */
  execute(buffers: Buffer): Promise<Buffer>
  /** Held by the server until there is something to tell, or its time is over; whether there is. */
  wait(options: WaitOptions): Promise<boolean>
  /** The address in the address book that a name resolves to; undefined when it does not. */
  resolveName(name: string): Promise<string | undefined>
  /** Ends the session. */
  disconnect(): Promise<void>
}

/** What a client does while it is held. */
interface WaitOptions {
  /** Milliseconds between two signs of life after which the client gives up. */
  readonly patience: number
  /** Told once the server holds the request. */
  readonly onHeld: () => void
  /** Told of each PENDING beat. */
  readonly onPending: () => void
}
