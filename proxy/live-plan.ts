import type { SecureContext } from 'node:tls'
import { failure } from '../base/errors.ts'
import { messageOf } from '../base/message-of.ts'
import { defaultLimits, type MessageLimits } from '../http1/index.ts'
import type { EdgePlan, FarmPlan } from '../topology/edge-plan.ts'
import { type BodyLimits, bodyLimits } from './body-limits.ts'
import type { ActivePlan } from './edge-run.ts'
import { Farm, modeOf } from './farm.ts'
import { type Health, startHealth } from './health.ts'
import { createMembers } from './member.ts'
import { type MessagePolicy, messagePolicy } from './message-policy.ts'
import { createRouter, type Router } from './route.ts'
import { serverTlsContext } from './server-tls.ts'
import type { Ticker } from './ticker.ts'
import { type TrustedAddresses, trustedAddresses } from './trusted-addresses.ts'
import type { EdgeSetup, EdgeSurroundings } from './types.ts'

/** A setup at work: its router, and its farms with their probes and connections. */
export class LivePlan implements ActivePlan {
  readonly plan: EdgePlan
  readonly router: Router
  readonly farms: ReadonlyMap<string, Farm>
  readonly trusted: TrustedAddresses
  readonly requestLimits: MessageLimits
  readonly bodyLimits: BodyLimits
  readonly messages: MessagePolicy
  readonly passesThrough: boolean
  readonly #health: Health[] = []

  /**
   * @param previous the plan that this one replaces; servers that stay keep their health and counters
   * @throws BH_ERR_EDGE_AUTHORITY
   */
  constructor(setup: EdgeSetup, ticker: Ticker, previous?: ActivePlan) {
    this.plan = setup.plan
    this.router = createRouter(setup.plan)
    this.trusted = trustedAddresses(setup.plan.trusted)
    const { headerBytes: head, headerFields: fields, requestLine: firstLine } = setup.plan.limits
    this.requestLimits = { ...defaultLimits, head, fields, firstLine }
    this.bodyLimits = bodyLimits(setup.plan)
    this.messages = messagePolicy(setup.plan, previous?.messages)
    // All authorities are read before the first farm is made: that changes the members which both plans share.
    const farms = Array.from(setup.plan.farms.values(), (plan) => {
      const material = { context: contextOf(setup, plan), affinitySecret: setup.affinitySecrets.get(plan.name) }
      return { plan, material }
    })
    this.farms = new Map(
      farms.map(({ plan, material }) => {
        const before = previous?.farms.get(plan.name)
        const members = createMembers(plan, before?.members)
        return [plan.name, new Farm(plan, members, material, ticker, before)]
      }),
    )
    this.passesThrough = Array.from(this.farms.values()).some(({ mode }) => mode === 'passthrough')
  }

  /** Begins to probe the servers. */
  startHealth({ dial }: EdgeSurroundings): void {
    for (const { plan, members, context } of this.farms.values())
      this.#health.push(startHealth(plan, members, { dial, context }))
  }

  /** Kept once every server was probed. */
  async whenProbed(): Promise<void> {
    await Promise.all(this.#health.map((health) => health.first))
  }

  /** Probes every server once, now. */
  async probe(): Promise<void> {
    await Promise.all(this.#health.map((health) => health.probe()))
  }

  /** Ends probes and connections at rest; exchanges under way go on. */
  async retire(): Promise<void> {
    for (const { idle } of this.farms.values()) idle.close()
    await Promise.all(this.#health.map((health) => health[Symbol.asyncDispose]()))
  }
}

/** What connections with TLS to a farm's servers trust. Through a passthrough farm clients speak it, and probes too. */
function contextOf({ plan, authorities }: EdgeSetup, farm: FarmPlan): SecureContext | undefined {
  if (modeOf(farm) === 'offload') return undefined
  try {
    return serverTlsContext(authorities.get(farm.name))
  } catch (error) {
    const reason = messageOf(error)
    throw failure('BH_ERR_EDGE_AUTHORITY', { edge: plan.name, farm: farm.name, reason }, error)
  }
}
