import { ownCopy } from '../base/own-copy.ts'
import { type BodyFraming, headerValue, type MessageLimits, type RequestHead, requestFraming } from '../http1/index.ts'
import type { ClientSide } from './client-side.ts'
import { type Decision, decide } from './decide.ts'
import type { ActivePlan } from './edge-run.ts'
import type { Farm } from './farm.ts'
import { type ForwardedRequest, forwardedRequest } from './forwarded-request.ts'
import { repeats } from './headers/index.ts'
import type { Member } from './member.ts'
import { bindsByRequest } from './pinning.ts'
import { keepsAlive } from './reply.ts'

/** A request's head with what follows from it. A client that repeats its head on the connection gets the same object again. */
export class ReadRequest {
  readonly head: RequestHead
  /** What its head was checked against. */
  readonly limits: MessageLimits
  readonly framing: BodyFraming
  readonly host: string | undefined
  /** Whether it carries credentials that bind to the connection. */
  readonly binds: boolean
  /** Whether its connection may go on. */
  readonly keepsAlive: boolean
  #active: ActivePlan | undefined
  #decision: Decision | undefined
  #farm: Farm | undefined
  #forwarded: ForwardedRequest | undefined

  /** @throws HttpSyntaxError when the framing makes no sense */
  constructor(head: RequestHead, limits: MessageLimits) {
    this.head = head
    this.limits = limits
    this.framing = withoutBytes(requestFraming(head))
    this.host = headerValue(head.headers, 'host')
    this.binds = bindsByRequest(head.headers)
    this.keepsAlive = keepsAlive(head)
  }

  /** What becomes of it under the configuration in effect. */
  decide(active: ActivePlan, { endpoint, tls }: ClientSide): Decision {
    if (this.#decision === undefined || this.#active !== active) {
      const { head, framing, host } = this
      const trustedPeer = active.trusted.has(endpoint.address)
      this.#active = active
      this.#decision = decide({ head, framing, host, tls, trustedPeer }, active)
    }
    return this.#decision
  }

  /** What a member of a farm is sent for it. The farm is one of the configuration that it was decided under. */
  forwarded(farm: Farm, member: Member, client: ClientSide, active: ActivePlan): ForwardedRequest {
    const again = this.#farm === farm
    if (again && this.#forwarded !== undefined) return this.#forwarded
    const { head, framing } = this
    const style = farm.plan.headers
    const forwarded = forwardedRequest({ head, framing, client, style, active, member })
    // Kept from the second time on: a head that comes but once need not be copied. Without a Host field each server is sent
    // its own address for one.
    const keep = again && this.host !== undefined && repeats(style)
    this.#forwarded = keep ? { ...forwarded, bytes: ownCopy(forwarded.bytes) } : undefined
    this.#farm = farm
    return forwarded
  }
}

/** `Content-Length: 0` says that there is no body: all that holds for requests without one holds for it, as an upgrade. */
function withoutBytes(framing: BodyFraming): BodyFraming {
  return framing.kind === 'length' && framing.length === 0 ? { kind: 'none' } : framing
}
