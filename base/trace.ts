import type { FailureCause } from './failure-cause.ts'

/** Names and values as they were on the wire, in order, with case and repeats kept. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** How an edge treats TLS on the way to a server. `local` is an answer of the edge's own. */
export type TlsMode = 'offload' | 'bridge' | 'passthrough' | 'local'

/** The places that a request passes, outermost first. */
export type HopKind = 'client' | 'edge' | 'front-end' | 'back-end' | 'essentials'

/**
 * What one hop saw of one request. The hops of one request share `requestId`, the request's `client-request-id`
 * header, which Exchange and its clients use for the same purpose. Secrets are already taken out of `headers`.
 */
export interface HopRecord {
  readonly hop: HopKind
  /** Name of the topology's host, or of the edge. */
  readonly host: string
  readonly requestId: string | undefined
  /** Milliseconds since 1970, real time. */
  readonly at: number
  readonly method: string
  /** HTTP version of the request; absent where none was read. */
  readonly httpVersion?: '1.0' | '1.1'
  /** The request target as received. */
  readonly target: string
  readonly scheme: 'http' | 'https'
  /** Host header as received. */
  readonly authority: string
  /** Number of the incoming connection at this hop, counted from 1. */
  readonly connection: number
  readonly requestHeaders: HeaderList
  /** Absent when no answer was given. */
  readonly status?: number
  /** IIS's sub-status, for example 4 of 403.4. */
  readonly subStatus?: number
  readonly responseHeaders?: HeaderList
  readonly requestBytes: number
  readonly responseBytes: number
  readonly milliseconds: number
  readonly cause?: FailureCause
  /** One sentence more on the cause: the name that was missing, the certificate's dates. */
  readonly detail?: string
  /** Who the server took the client for, once authenticated: `CONTOSO\alice`. */
  readonly identity?: string
  /** What an edge decided; absent at other hops. */
  readonly edge?: EdgeDecision
}

export interface EdgeDecision {
  /** Who asked, as the edge sees it; absent in records that others made. */
  readonly client?: { readonly address: string; readonly port: number }
  /** The address and port that the client connected to. */
  readonly local?: { readonly address: string; readonly port: number }
  /** Subject of the certificate that the client showed in its TLS handshake; absent without one. */
  readonly clientCertificate?: string
  /** The rule as written in the configuration, and its number from 1; absent when none matched. */
  readonly rule?: { readonly index: number; readonly text: string }
  readonly farm?: string
  /** The server as the configuration names it: `cas1:80`. */
  readonly server?: string
  readonly mode: TlsMode
  /** Number of the connection to the server, counted from 1 over the whole edge. */
  readonly serverConnection?: number
  /** Milliseconds in the queue of the farm, while its servers were full; absent when there was no need to wait. */
  readonly waitedMilliseconds?: number
  /** Milliseconds to connect (0 when a kept connection was used) and until the answer's first byte. */
  readonly connectMilliseconds?: number
  readonly firstByteMilliseconds?: number
  /** The headers as sent on to the server. */
  readonly sentHeaders?: HeaderList
}
