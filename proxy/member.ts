import type { FarmPlan, ServerPlan } from '../topology/edge-plan.ts'

/** A server of a farm while the edge runs: what the plan says of it, and how it fares. */
export interface Member {
  /** Name of the farm. */
  readonly farm: string
  plan: ServerPlan
  healthy: boolean
  /** Why it is unhealthy, in a sentence; undefined when it is healthy. */
  reason: string | undefined
  /** Requests sent to it whose answers are not over. The engine counts them. */
  inFlight: number
  /** Requests sent to it so far; the engine counts them, and the bytes too. */
  requests: number
  /** Bytes of the bodies that it was sent, and of what tunnels and passed TLS carried to it; they count as they move. */
  requestBytes: number
  /** Bytes of the bodies that it answered with, and of what tunnels and passed TLS carried from it. */
  responseBytes: number
  /** Moving average until the first byte of an answer, in milliseconds; undefined until one was seen. */
  responseMilliseconds: number | undefined
  /** When the average last changed, by `performance.now()`. */
  respondedAt: number
}

// An answer weighs an eighth in the average: TCP's smoothing of its round-trip time (RFC 6298 section 2).
const weightOfLast = 1 / 8

/**
 * The members of a farm, in the order of the plan. Every server begins healthy, until a probe says otherwise.
 * @param previous members of this farm before a reload: a server that stays (same name, same address) keeps its
 *   counters and its health, and the object itself, so that exchanges under way count down the right one
 */
export function createMembers(farm: FarmPlan, previous: readonly Member[] = []): Member[] {
  return farm.servers.map((server) => {
    const kept = previous.find((member) => member.farm === farm.name && isSame(member.plan, server))
    if (kept === undefined) return newMember(farm.name, server)
    kept.plan = server
    // Without a probe nothing could ever bring an unhealthy server back.
    if (farm.health === undefined) {
      kept.healthy = true
      kept.reason = undefined
    }
    return kept
  })
}

/** Takes the time until an answer's first byte into the member's moving average. */
export function noteResponse(member: Member, milliseconds: number, now: number = performance.now()): void {
  const before = member.responseMilliseconds
  member.responseMilliseconds = before === undefined ? milliseconds : before + (milliseconds - before) * weightOfLast
  member.respondedAt = now
}

/** The share of new requests that a member is to get against the others: every balancer asks here. */
export function weightOf(member: Member): number {
  return member.plan.weight
}

/** Whether a request that affinity binds to a member may go there. */
export function mayServe(member: Member): boolean {
  return member.healthy
}

/** Whether a request that nothing binds may go to a member. */
export function mayBeChosen(member: Member): boolean {
  return mayServe(member)
}

function newMember(farm: string, plan: ServerPlan): Member {
  return {
    farm,
    plan,
    healthy: true,
    reason: undefined,
    inFlight: 0,
    requests: 0,
    requestBytes: 0,
    responseBytes: 0,
    responseMilliseconds: undefined,
    respondedAt: 0,
  }
}

function isSame(one: ServerPlan, other: ServerPlan): boolean {
  return (
    one.name === other.name &&
    one.endpoint.address === other.endpoint.address &&
    one.endpoint.port === other.endpoint.port
  )
}
