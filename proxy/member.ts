import type { FarmPlan, ServerPlan } from '../topology/edge-plan.ts'
import type { AdminState } from '../topology/schema/availability.ts'
import { ServerCounters } from './metrics/counters.ts'

/** A connection to a server that can be closed at once, whoever uses it. */
export interface Severable {
  /** Closes it; a request under way on it fails with `server-offline`. */
  sever(): void
}

/** The servers of one farm. */
interface Crew {
  readonly minimumServers: number
  members: readonly Member[]
}

/** A server of a farm while the edge runs: what the plan says of it, and how it fares. */
export interface Member {
  /** Name of the farm. */
  readonly farm: string
  plan: ServerPlan
  /** The plan's state, or the one that was set while the edge runs. */
  state: AdminState
  healthy: boolean
  /** Why it is unhealthy, in a sentence; undefined when it is healthy. */
  reason: string | undefined
  /** Probes with the same result in a row: good ones above 0, failed ones below. */
  probesInRow: number
  /** When live traffic may try whether it is back, by the ticker's clock; undefined when only a probe can tell. */
  tryAgainAt: number | undefined
  /** Whether the request that tries it is under way. */
  onTrial: boolean
  /** When requests failed lately, by the ticker's clock. */
  readonly failedAt: number[]
  /** When it came back, by `performance.now()`; undefined when it has its whole weight. */
  backSince: number | undefined
  /** Milliseconds in which it then grows to its whole weight. */
  slowStart: number
  /** Requests sent to it whose answers are not over. The engine counts them. */
  inFlight: number
  /** The members of its farm, and how few healthy ones make health count for nothing. */
  crew: Crew
  /** Connections to it that stand. */
  readonly connections: Set<Severable>
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
  /** For those who watch the edge; nothing is decided by them. */
  readonly counters: ServerCounters
}

// An answer weighs an eighth in the average: TCP's smoothing of its round-trip time (RFC 6298 section 2).
const weightOfLast = 1 / 8

// Less than a tenth would leave a server with a small weight without a request to warm up on (Envoy's min_weight_percent).
const smallestShare = 1 / 10

/**
 * The members of a farm, in the order of the plan. Every server begins healthy, until a probe says otherwise.
 * @param previous members of this farm before a reload: a server that stays (same name, same address) keeps its
 *   counters, its health and a state set by hand, unless the plan's changed; and the object itself, so that exchanges under
 *   way count down the right one. A server that is new then begins slowly
 */
export function createMembers(farm: FarmPlan, previous: readonly Member[] = []): readonly Member[] {
  const crew: Crew = { minimumServers: farm.minimumServers, members: [] }
  crew.members = farm.servers.map((server) => {
    const kept = previous.find((member) => member.farm === farm.name && isSame(member.plan, server))
    const member = kept ?? newMember(farm.name, server, crew)
    const before = member.plan.state
    member.plan = server
    member.crew = crew
    member.slowStart = farm.slowStart
    if (server.state !== before) setState(member, server.state)
    if (kept === undefined && previous.length > 0) cameBack(member)
    keepHealth(member, farm)
    return member
  })
  return crew.members
}

/** Gives a member another state. Closing its connections when it is `offline` is the caller's. */
export function setState(member: Member, state: AdminState): void {
  const wasOut = member.state === 'drain' || member.state === 'offline'
  member.state = state
  if (wasOut && state === 'available') cameBack(member)
}

/** The member is healthy again: it gets traffic, at first a little. */
export function setHealthy(member: Member): void {
  if (!member.healthy) {
    cameBack(member)
    member.counters.healthChanges++
  }
  member.healthy = true
  member.reason = undefined
  member.tryAgainAt = undefined
  member.failedAt.length = 0
}

/** Whether a member's state lets it serve clients that it already serves. */
export function takesBound({ state }: Member): boolean {
  return state === 'available' || state === 'no-new-clients'
}

/** Whether a request that affinity, or a pinned connection, binds to a member may go there. */
export function mayServe(member: Member): boolean {
  return takesBound(member) && (member.healthy || ignoresHealth(member.crew))
}

/** Whether a request that nothing binds may go to a member. */
export function mayBeChosen(member: Member): boolean {
  return member.state === 'available' && (member.healthy || ignoresHealth(member.crew))
}

/** ARR's minimum number of servers: under it, all are used. */
function ignoresHealth({ members, minimumServers }: Crew): boolean {
  if (minimumServers === 0) return false
  let healthy = 0
  for (const member of members) if (member.healthy && member.state === 'available') healthy++
  return healthy < minimumServers
}

/** Whether a member has as many requests under way as it may have. */
export function isFull({ inFlight, plan: { maxRequests } }: Member): boolean {
  return maxRequests !== undefined && inFlight >= maxRequests
}

/**
 * The share of new requests that a member is to get against the others: the plan's, or less of it while a server that came
 * back warms up. Every balancer asks here.
 * @param now by `performance.now()`
 */
export function weightOf(member: Member, now?: number): number {
  const { backSince, plan, slowStart } = member
  if (backSince === undefined) return plan.weight
  const share = ((now ?? performance.now()) - backSince) / slowStart
  if (share < 1) return plan.weight * Math.max(smallestShare, share)
  member.backSince = undefined
  return plan.weight
}

/** Takes the time until an answer's first byte into the member's moving average. */
export function noteResponse(member: Member, milliseconds: number, now: number = performance.now()): void {
  const before = member.responseMilliseconds
  member.responseMilliseconds = before === undefined ? milliseconds : before + (milliseconds - before) * weightOfLast
  member.respondedAt = now
}

function cameBack(member: Member): void {
  member.backSince = member.slowStart > 0 ? performance.now() : undefined
}

/** Nothing may keep a server out that the new plan has no way to bring back. */
function keepHealth(member: Member, { health, failures }: FarmPlan): void {
  if (health !== undefined) member.tryAgainAt = undefined
  else if (!member.healthy && (failures === undefined || member.tryAgainAt === undefined)) setHealthy(member)
}

function newMember(farm: string, plan: ServerPlan, crew: Crew): Member {
  return {
    farm,
    plan,
    state: plan.state,
    healthy: true,
    reason: undefined,
    probesInRow: 0,
    tryAgainAt: undefined,
    onTrial: false,
    failedAt: [],
    backSince: undefined,
    slowStart: 0,
    inFlight: 0,
    crew,
    connections: new Set(),
    requests: 0,
    requestBytes: 0,
    responseBytes: 0,
    responseMilliseconds: undefined,
    respondedAt: 0,
    counters: new ServerCounters(),
  }
}

function isSame(one: ServerPlan, other: ServerPlan): boolean {
  return (
    one.name === other.name &&
    one.endpoint.address === other.endpoint.address &&
    one.endpoint.port === other.endpoint.port
  )
}
