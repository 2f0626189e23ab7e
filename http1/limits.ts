/** How large the parts of a message may be. All are bytes, but `fields`, which is a count. */
export interface MessageLimits {
  /** First line, without its line end: 414 beyond it. RFC 9112 section 3 asks for 8000 at least. */
  readonly firstLine: number
  /** First line, fields and blank line together: 431 beyond it. */
  readonly head: number
  /** Header fields of a head, or of a trailer section: 431 beyond it. */
  readonly fields: number
  /** Trailer section of a chunked body. */
  readonly trailers: number
  /** Chunk extensions of a whole body: they are read and thrown away, so that nobody can hide a stream in them. */
  readonly chunkExtensions: number
}

/**
 * The head must hold a Kerberos ticket: IIS takes fields of up to 65534 bytes (MaxFieldLength, "Http.sys registry
 * settings for Windows"), and with many groups `Authorization: Negotiate` comes near that.
 */
export const defaultLimits: MessageLimits = {
  firstLine: 16_384,
  head: 98_304,
  fields: 200,
  trailers: 16_384,
  chunkExtensions: 16_384,
}
