/** Where the bytes of a log go. */
export interface Sink {
  /** For messages. */
  readonly name: string
  /** Writes at the end; gives how many bytes were taken, which may be fewer. */
  write(bytes: Buffer): Promise<number>
  /** Opens anew what may have been moved away; true when it is another file now. The old one stays when it fails. */
  reopen(): Promise<boolean>
  close(): Promise<void>
}
