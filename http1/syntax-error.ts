/** Status that a server answers to a request with this fault. Of a response it says nothing; a proxy answers 502 there. */
export type SyntaxStatus = 400 | 414 | 431 | 501 | 505

/** A message that breaks the rules of HTTP/1.1, or a limit. `message` says which rule, without quoting the message. */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError'
  readonly status: SyntaxStatus
  /** The rule that was broken, in a few words: "space before the colon of a header". */
  readonly reason: string

  constructor(status: SyntaxStatus, reason: string) {
    super(reason)
    this.status = status
    this.reason = reason
  }
}
