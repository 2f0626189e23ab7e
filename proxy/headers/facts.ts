import type { BodyFraming, RawHeaders } from '../../http1/index.ts'

/** What the edge knows of a client's TLS connection, as ARR passes it on. */
export interface ClientTls {
  /** Name that the client asked for (SNI). */
  readonly serverName: string | undefined
  /** OpenSSL's name of the cipher suite, such as TLS_AES_256_GCM_SHA384. */
  readonly cipher: string
  /** Bits of the public key of the certificate that the client was shown. */
  readonly certificateBits: number
  /** Distinguished names of that certificate, in its own order: `O=Contoso, CN=mail.contoso.com`. */
  readonly issuer: string
  readonly subject: string
  /** The names that it is for, in lower case. */
  readonly names: readonly string[]
  /** The certificate that the client showed, checked against the authorities of the listener; undefined without one. */
  readonly client: ClientCertificate | undefined
}

/** A client's certificate. */
export interface ClientCertificate {
  /** DER in base64. */
  readonly der: string
  /** Distinguished name, in the order of the certificate: `O=Contoso, CN=alice`. */
  readonly subject: string
}

/** What the headers of a request to a server are made from. */
export interface ForwardFacts {
  /** As the client sent them. */
  readonly headers: RawHeaders
  readonly method: string
  /** The request target as the client sent it. */
  readonly target: string
  /** Host to name when the client sent no Host field (HTTP/1.0). */
  readonly host: string
  /** Without port, IPv6 without brackets. */
  readonly clientAddress: string
  readonly clientPort: number
  /** Undefined when the client came over plain HTTP. */
  readonly tls: ClientTls | undefined
  /** Whether the peer is a proxy in front, listed in `trusted`: what it says of the client is kept. */
  readonly trustedPeer: boolean
  /** Whether the connection is to become a tunnel: Upgrade goes on. */
  readonly upgrade: boolean
  /** Whether the server is to answer Expect: 100-continue; otherwise the field is taken out. */
  readonly expectContinue: boolean
  /** How the body goes to the server. */
  readonly framing: BodyFraming
  /** Member to add to Via, such as `1.1 edge`; none when absent. */
  readonly via?: string | undefined
  /** Whether fields with an underscore in their name stay away. */
  readonly dropsUnderscores?: boolean
  /** GUID of this exchange, for X-ARR-LOG-ID; a new one when absent. */
  readonly requestId?: string
}

/** What the headers of an answer to a client are made from. */
export interface ReturnFacts {
  /** As the server sent them. */
  readonly headers: RawHeaders
  /** How the body goes to the client. `none` leaves the Content-Length of the server (HEAD, 304). */
  readonly framing: BodyFraming
  /** What Connection is to say to the client; absent: nothing, which in HTTP/1.1 keeps the connection. */
  readonly connection?: 'close' | 'keep-alive' | 'upgrade'
  /** Fields to take out, in lower case; none when absent. */
  readonly hidden?: ReadonlySet<string>
  /** Member to add to Via; none when absent. */
  readonly via?: string | undefined
  /** Value of a Set-Cookie of the edge's own. */
  readonly setCookie?: string
}

/** One way of telling a server about the client. */
export interface ForwardStyle {
  /** Whether a field of the client's stays away. The name comes in lower case, with dashes for underscores. */
  readonly drops: (name: string, facts: ForwardFacts) => boolean
  /** The fields to add, after the client's own. */
  readonly adds: (facts: ForwardFacts) => RawHeaders
  /** Value of Connection towards the server, sent first; absent: no such field. */
  readonly connection?: string
  /** Whether every request gets something of its own, so that what was made for one cannot serve the next. */
  readonly unique?: boolean
  /** The fields to add to answers. */
  readonly addsToAnswers: RawHeaders
}
