// What an edge notes about an exchange while it runs, and the record that the trace gets of it in the end.
//
// A connection without a readable request leaves a record too:
//   passed through by SNI                  method CONNECT, target and authority `name:port`, mode passthrough
//   TLS handshake with the client failed   method CONNECT, the same target, mode local, cause tls-handshake
//   bytes that are no request              method, target and authority empty, mode local, cause bad-request
//   refused before any request             the same, with the cause of that

import type { FailureCause } from '../base/failure-cause.ts'
import { redactHeaders } from '../base/redact.ts'
import type { EdgeDecision, HopRecord, TlsMode } from '../base/trace.ts'
import { headerValue, type RawHeaders } from '../http1/index.ts'
import type { EdgePlan, Endpoint, RulePlan } from '../topology/edge-plan.ts'
import type { ListenerCounters, ServerCounters } from './metrics/counters.ts'

/** The number that Exchange, its clients and the trace know a request by. */
export function requestIdOf(headers: RawHeaders): string | undefined {
  return headerValue(headers, 'client-request-id')
}

/** The request as it came in. */
export interface TrailRequest {
  readonly method: string
  readonly target: string
  readonly headers: RawHeaders
  /** Of HTTP/1; absent where no request was read. */
  readonly minorVersion?: 0 | 1
}

/** Of a connection whose TLS is not ended here, or could not be. @param target `name:port` */
export function connectTo(target: string): TrailRequest {
  return { method: 'CONNECT', target, headers: [] }
}

/** Of a connection without a request that could be read. */
export const noRequest: TrailRequest = { method: '', target: '', headers: [] }

/** The connection that it came in on. */
export interface TrailConnection {
  /** Counted from 1 over the whole edge. */
  readonly number: number
  /** The client, as the edge is to see it. */
  readonly client: Endpoint
  /** The address and port that the client connected to. */
  readonly local: Endpoint
  /** Of the listener. */
  readonly counters: ListenerCounters
}

/** Notes on one exchange. Bytes are those of the bodies, or of what a tunnel carried; heads and framing are left out. */
export class Trail {
  readonly at = Date.now()
  readonly began = performance.now()
  readonly request: TrailRequest
  readonly scheme: 'http' | 'https'
  readonly connection: TrailConnection
  /** Subject of the client's certificate. */
  clientCertificate: string | undefined
  rule: RulePlan | undefined
  farm: string | undefined
  server: string | undefined
  /** Of that server. */
  serverCounters: ServerCounters | undefined
  mode: TlsMode = 'local'
  serverConnection: number | undefined
  waitedMilliseconds: number | undefined
  connectMilliseconds: number | undefined
  firstByteMilliseconds: number | undefined
  sentHeaders: RawHeaders | undefined
  status: number | undefined
  subStatus: number | undefined
  responseHeaders: RawHeaders | undefined
  requestBytes = 0
  responseBytes = 0
  cause: FailureCause | undefined
  detail: string | undefined

  constructor(request: TrailRequest, scheme: 'http' | 'https', connection: TrailConnection) {
    this.request = request
    this.scheme = scheme
    this.connection = connection
  }

  /** It ended because the edge was closed, and not because anybody left. */
  cutOff(): void {
    if (this.cause === 'client-gone') this.cause = 'edge-closed'
  }

  /** The record, with secrets taken out. */
  record(plan: EdgePlan): HopRecord {
    const { request } = this
    return {
      hop: 'edge',
      host: plan.host ?? plan.name,
      requestId: requestIdOf(request.headers),
      at: this.at,
      method: request.method,
      ...(request.minorVersion === undefined ? {} : { httpVersion: request.minorVersion === 0 ? '1.0' : '1.1' }),
      target: request.target,
      scheme: this.scheme,
      authority: request.method === 'CONNECT' ? request.target : (headerValue(request.headers, 'host') ?? ''),
      connection: this.connection.number,
      requestHeaders: redactHeaders(request.headers),
      ...(this.status === undefined ? {} : { status: this.status }),
      ...(this.subStatus === undefined ? {} : { subStatus: this.subStatus }),
      ...(this.responseHeaders === undefined ? {} : { responseHeaders: redactHeaders(this.responseHeaders) }),
      requestBytes: this.requestBytes,
      responseBytes: this.responseBytes,
      milliseconds: performance.now() - this.began,
      ...(this.cause === undefined ? {} : { cause: this.cause }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      edge: this.#decision(),
    }
  }

  #decision(): EdgeDecision {
    const { clientCertificate, rule, farm, server, serverConnection, waitedMilliseconds, sentHeaders } = this
    const { connectMilliseconds, firstByteMilliseconds } = this
    return {
      client: this.connection.client,
      local: this.connection.local,
      mode: this.mode,
      ...(clientCertificate === undefined ? {} : { clientCertificate }),
      ...(rule === undefined ? {} : { rule: { index: rule.index, text: rule.text } }),
      ...(farm === undefined ? {} : { farm }),
      ...(server === undefined ? {} : { server }),
      ...(serverConnection === undefined ? {} : { serverConnection }),
      ...(waitedMilliseconds === undefined ? {} : { waitedMilliseconds }),
      ...(connectMilliseconds === undefined ? {} : { connectMilliseconds }),
      ...(firstByteMilliseconds === undefined ? {} : { firstByteMilliseconds }),
      ...(sentHeaders === undefined ? {} : { sentHeaders: redactHeaders(sentHeaders) }),
    }
  }
}
