// The shapes of an HTTP/1.1 message as it is on the wire (RFC 9112). No sockets here.

/** Header fields in wire order; case and repeats kept. */
export type RawHeaders = readonly (readonly [name: string, value: string])[]

/** How the length of a body is known (RFC 9112 section 6.3). */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  /** Ends when the connection does; only in responses. */
  | { readonly kind: 'until-close' }

export interface RequestHead {
  readonly kind: 'request'
  readonly method: string
  readonly target: string
  /** 0 or 1: the minor version of HTTP/1.x. */
  readonly minorVersion: 0 | 1
  readonly headers: RawHeaders
}

export interface ResponseHead {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
  readonly minorVersion: 0 | 1
  readonly headers: RawHeaders
}
