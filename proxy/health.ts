// Active health: every server of a farm is asked for its health page again and again. `fall` failures in a row take it out,
// `rise` good answers in a row bring it back; one each, unless told, as with ARR's URL test (reference/reverse-proxies.md
// section 1.5).
//
//   startHealth ── cas1  ●────────●────────●──   each on its own, an interval from start to start,
//               └─ cas2  ●────────●────────●──   never two at once

import type { FarmPlan, HealthPlan } from '../topology/edge-plan.ts'
import { type Member, setHealthy } from './member.ts'
import type { ProbeSurroundings } from './probe/connect.ts'

export interface HealthSurroundings extends ProbeSurroundings {
  /** Told when a member became healthy or unhealthy. */
  readonly onChange?: (member: Member) => void
}

/** The probes of one farm, at work. */
export interface Health extends AsyncDisposable {
  /** Kept once every server was probed. */
  readonly first: Promise<void>
  /** Probes every server once, now, and waits for the results. */
  probe(): Promise<void>
}

/**
 * Begins to probe the servers of a farm, at once and then at the farm's interval. A farm without a health page is left alone.
 * The wait for the next probe keeps no process alive. Disposing breaks off what is under way.
 */
export function startHealth(farm: FarmPlan, members: readonly Member[], surroundings: HealthSurroundings): Health {
  const health = farm.health
  if (health === undefined) return { first: Promise.resolve(), probe: async () => {}, async [Symbol.asyncDispose]() {} }

  const ended = new AbortController()
  const timers = new Map<Member, NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  // A result is taken only when none of a probe begun later is in yet.
  const latest = new WeakMap<Member, number>()
  let begun = 0

  const probe = async (member: Member): Promise<void> => {
    const number = ++begun
    // Only an edge that probes carries undici.
    const { probeServer } = await import('./probe/probe-server.ts')
    const start = performance.now()
    const reason = await probeServer(farm, health, member.plan, surroundings, ended.signal)
    if (ended.signal.aborted || number < (latest.get(member) ?? 0)) return
    latest.set(member, number)
    member.counters.probeSeconds = (performance.now() - start) / 1_000
    if (reason === undefined) member.counters.probesHealthy++
    else member.counters.probesUnhealthy++
    const before = member.healthy
    noteProbe(member, health, reason)
    if (member.healthy !== before) surroundings.onChange?.(member)
  }
  const track = (member: Member): Promise<void> => {
    const work = probe(member)
      .catch((error: unknown) => {
        if (!ended.signal.aborted) throw error
      })
      .finally(() => running.delete(work))
    running.add(work)
    return work
  }
  // An interval of 0 must not make a busy loop.
  const interval = Math.max(health.interval, 10)
  const again = async (member: Member): Promise<void> => {
    const start = performance.now()
    await track(member)
    if (ended.signal.aborted) return
    const timer = setTimeout(again, Math.max(0, interval - (performance.now() - start)), member)
    timer.unref()
    timers.set(member, timer)
  }
  const first = Promise.all(members.map(again)).then(() => {})

  return {
    first,
    async probe() {
      await Promise.all(members.map(track))
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.all(running)
    },
  }
}

/** Takes note of a probe. @param reason why it failed; undefined when it was good */
function noteProbe(member: Member, { fall, rise }: HealthPlan, reason: string | undefined): void {
  if (reason === undefined) {
    member.probesInRow = Math.max(0, member.probesInRow) + 1
    if (!member.healthy && member.probesInRow >= rise) setHealthy(member)
    return
  }
  member.probesInRow = Math.min(0, member.probesInRow) - 1
  if (member.healthy && member.probesInRow > -fall) return
  if (member.healthy) member.counters.healthChanges++
  member.healthy = false
  member.reason = reason
}
