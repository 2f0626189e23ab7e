import { endpointText } from '../base/endpoint-text.ts'
import {
  type BodyFraming,
  encodeRequestHead,
  hasToken,
  headerValue,
  type RawHeaders,
  type RequestHead,
} from '../http1/index.ts'
import type { HeaderStyle } from '../topology/schema/edge.ts'
import type { ClientSide } from './client-side.ts'
import type { ActivePlan } from './edge-run.ts'
import { forwardHeaders } from './headers/index.ts'
import type { Member } from './member.ts'
import { viaOf } from './message-policy.ts'
import { originPart } from './path/target.ts'

export interface ForwardedRequest {
  readonly headers: RawHeaders
  /** The head as it is written. */
  readonly bytes: Buffer
}

export interface RequestFacts {
  readonly head: RequestHead
  readonly framing: BodyFraming
  readonly client: ClientSide
  readonly style: HeaderStyle
  readonly active: Pick<ActivePlan, 'messages' | 'trusted'>
  readonly member: Member
}

/** A request's head as a server gets it. */
export function forwardedRequest({ head, framing, client, style, active, member }: RequestFacts): ForwardedRequest {
  const { endpoint } = member.plan
  const headers = forwardHeaders(style, {
    headers: head.headers,
    method: head.method,
    target: head.target,
    host: authorityOf(head.target) ?? endpointText(endpoint),
    clientAddress: client.endpoint.address,
    clientPort: client.endpoint.port,
    tls: client.tls,
    trustedPeer: active.trusted.has(client.endpoint.address),
    upgrade: asksUpgrade(head, framing),
    // HTTP/1.0 knows no 100 (RFC 9110 section 10.1.1).
    expectContinue: head.minorVersion === 1,
    framing,
    via: viaOf(active.messages, head.minorVersion),
    dropsUnderscores: active.messages.underscores === 'drop',
  })
  return {
    headers,
    bytes: encodeRequestHead({ method: head.method, target: originForm(head.target, head.method), headers }),
  }
}

/** Whether a request asks for another protocol (RFC 9110 section 7.8). One with a body would have to send that first. */
export function asksUpgrade(head: RequestHead, framing: BodyFraming): boolean {
  return (
    head.minorVersion === 1 &&
    (framing.kind === 'none' || (framing.kind === 'length' && framing.length === 0)) &&
    hasToken(head.headers, 'connection', 'upgrade') &&
    tunnelled(headerValue(head.headers, 'upgrade'))
  )
}

/**
 * Whether a protocol may be tunnelled. HTTP/2 in the clear must not be: a server that took it up would be asked past every
 * rule of the edge.
 */
function tunnelled(protocol: string | undefined): boolean {
  return protocol !== undefined && !/(?:^|[\s,])(?:h2c?|HTTP)(?:$|[\s,/])/i.test(protocol)
}

/** The host of a target in absolute form. */
function authorityOf(target: string): string | undefined {
  return /^https?:\/\/([^/?]+)/i.exec(target)?.[1]
}

/** What a server is sent instead of the absolute form, which is for forward proxies (RFC 9112 section 3.2.1). */
function originForm(target: string, method: string): string {
  if (target.startsWith('/') || target === '*') return target
  // RFC 9112 section 3.2.4.
  if (method === 'OPTIONS' && /^https?:\/\/[^/?]+$/i.test(target)) return '*'
  const path = originPart(target)
  return path.startsWith('/') ? path : `/${path}`
}
