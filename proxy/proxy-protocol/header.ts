import type { Endpoint } from '../../topology/edge-plan.ts'

/** The two ends of a client's connection, as the first proxy in front saw them. */
export interface ProxiedEnds {
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** Versions of the header (proxy-protocol.txt 2020/03/05): 1 in text (section 2.1), 2 in bytes (section 2.2). */
export type ProxyVersion = 'v1' | 'v2'

/**
 * What the first bytes of a connection are: `more` when too few to tell; `header` with its length in bytes, and without
 * ends where it says nothing of a client (UNKNOWN, LOCAL, AF_UNSPEC and families that are no TCP): the connection then
 * stands for itself; `malformed` with the reason, as in "it is malformed: …".
 */
export type ProxyHeader =
  | { readonly kind: 'more' }
  | { readonly kind: 'header'; readonly length: number; readonly ends: ProxiedEnds | undefined }
  | { readonly kind: 'malformed'; readonly reason: string }

/** The 12 bytes that version 2 begins with (section 2.2). */
export const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
