// One request of a client, from its head to the end of its answer: routed, then answered here or forwarded to a farm.

import type { FailureCause } from '../base/failure-cause.ts'
import { encodeResponseHead, headerValue } from '../http1/index.ts'
import type { RulePlan } from '../topology/edge-plan.ts'
import type { ClientSide } from './client-side.ts'
import type { ActivePlan, EdgeRun } from './edge-run.ts'
import { finalAnswer } from './final-answer.ts'
import { Forward } from './forward.ts'
import type { ForwardOwner } from './forward-owner.ts'
import { errorAnswer, type LocalAnswer, redirectAnswer } from './local-answer.ts'
import { statusOfCause } from './pages.ts'
import type { ReadRequest } from './read-request.ts'
import { requestOver } from './record-over.ts'
import { retryAfter } from './retry-after.ts'
import { requestIdOf, Trail } from './trail.ts'

export class Exchange implements ForwardOwner {
  readonly run: EdgeRun
  readonly active: ActivePlan
  readonly client: ClientSide
  readonly request: ReadRequest
  readonly trail: Trail
  #forward: Forward | undefined

  constructor(run: EdgeRun, client: ClientSide, request: ReadRequest) {
    this.run = run
    this.active = run.active
    this.client = client
    this.request = request
    this.trail = new Trail(request.head, client.tls === undefined ? 'http' : 'https', client.connection)
    this.trail.clientCertificate = client.tls?.client?.subject
  }

  /** Whether bytes of the request's body can be taken now. */
  get wantsBody(): boolean {
    return this.#forward?.wantsBody ?? false
  }

  /** Whether the client had better not be read for now. */
  get blocked(): boolean {
    return this.#forward?.blocked ?? false
  }

  /** Whether the request was read to its end. */
  get requestDone(): boolean {
    return this.#forward?.requestDone ?? this.request.framing.kind === 'none'
  }

  /** When a byte last moved between edge and server, by the ticker's clock. */
  get lastMove(): number {
    return this.#forward?.lastMove ?? 0
  }

  /** Whether the answer went out whole. */
  get answered(): boolean {
    return this.#forward?.answered ?? false
  }

  begin(): void {
    const { request, active } = this
    this.run.underWay.begin()
    const decision = request.decide(active, this.client)
    switch (decision.kind) {
      case 'refused':
        this.trail.subStatus = decision.subStatus
        this.fail(decision.cause, decision.sentence, decision.status)
        return
      case 'final':
        this.#answer(finalAnswer(request.head, active.messages.trace))
        return
      case 'rule':
        this.trail.rule = decision.rule
        this.#follow(decision.rule)
    }
  }

  requestData(bytes: Buffer): Buffer {
    return this.#forward?.requestData(bytes) ?? bytes
  }

  flush(): void {
    this.#forward?.flush()
  }

  clientDrain(): void {
    this.#forward?.clientDrain()
  }

  check(now: number): void {
    this.#forward?.check(now)
  }

  /** The client is gone. */
  abandon(): void {
    this.#forward?.abandon()
  }

  fail(cause: FailureCause, sentence: string, status: number = statusOfCause(cause)): void {
    const { headers } = this.request.head
    const farm = this.trail.farm === undefined ? undefined : this.active.farms.get(this.trail.farm)
    this.trail.cause = cause
    this.trail.detail = sentence
    this.#answer(
      errorAnswer(status, {
        cause,
        sentence,
        requestId: requestIdOf(headers),
        host: this.request.host,
        accept: headerValue(headers, 'accept'),
        retryAfter: retryAfter(cause, farm?.plan),
        tells: this.active.plan.errorPages,
      }),
    )
  }

  over(keep: boolean | undefined): void {
    const { run, trail } = this
    if (run.cutOff) trail.cutOff()
    requestOver(run, trail)
    run.underWay.end()
    if (keep !== undefined) this.client.exchangeOver(keep)
  }

  #follow(rule: RulePlan): void {
    const { action } = rule
    if (action.kind === 'redirect') this.#answer(redirectAnswer(action.location))
    else if (action.kind === 'deny') this.fail('denied', `Rule ${rule.index} denies it (${rule.text}).`, action.status)
    else this.#forwardTo(action.farm, rule)
  }

  #forwardTo(name: string, rule: RulePlan): void {
    const farm = this.active.farms.get(name)
    if (farm === undefined) {
      this.fail('internal', `Rule ${rule.index} leads to farm ${name}, which the edge does not have.`)
      return
    }
    if (farm.mode === 'passthrough') {
      // RFC 9110 section 15.5.20: this connection is not for that host.
      const sentence = `Farm ${name} is passed through by the name in the TLS hello; this request came otherwise.`
      this.fail('no-rule', sentence, 421)
      return
    }
    this.#forward = new Forward(this, farm)
    this.#forward.begin()
  }

  #answer({ status, reason, headers, body }: LocalAnswer): void {
    const { client, trail } = this
    const { head } = this.request
    const bound = this.#forward?.bound ?? false
    const keep = this.requestDone && this.request.keepsAlive && !bound && !this.run.draining
    const connection = keep ? (head.minorVersion === 0 ? 'keep-alive' : undefined) : 'close'
    const sent = connection === undefined ? headers : [...headers, ['Connection', connection] as const]
    trail.status = status
    trail.responseHeaders = sent
    const bytes = encodeResponseHead({ status, reason, headers: sent })
    trail.responseBytes = head.method === 'HEAD' ? 0 : body.length
    client.write(head.method === 'HEAD' ? [bytes] : [bytes, body])
    this.over(keep)
  }
}
