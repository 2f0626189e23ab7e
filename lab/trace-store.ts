// The hops of every request, as the edge, the mock servers and the clients report them.

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HopKind, HopRecord } from '../base/trace.ts'

/** How long a trace waits for a hop that must still report. Hops report within a few turns of the event loop. */
const patienceMilliseconds = 500
/** Hops kept, of some ten kilobytes each; a lab that stays up for days, or under load, must not grow for ever. */
const kept = 5_000

const outermostFirst: readonly HopKind[] = ['client', 'edge', 'front-end', 'essentials', 'back-end']

export interface TraceStore {
  record(hop: HopRecord): void
  trace(requestId: string): Promise<readonly HopRecord[]>
  hops(): readonly HopRecord[]
}

export function createTraceStore(): TraceStore {
  let all: HopRecord[] = []
  const byRequest = new Map<string, HopRecord[]>()

  return {
    record(hop) {
      all.push(hop)
      if (hop.requestId !== undefined) {
        const hops = byRequest.get(hop.requestId)
        if (hops === undefined) byRequest.set(hop.requestId, [hop])
        else hops.push(hop)
      }
      if (all.length > kept) {
        for (const old of all.slice(0, kept / 2)) if (old.requestId !== undefined) byRequest.delete(old.requestId)
        all = all.slice(kept / 2)
      }
    },
    async trace(requestId) {
      const end = performance.now() + patienceMilliseconds
      for (let quiet = 0, seen = -1; quiet < 5 || !isWhole(byRequest.get(requestId) ?? []); ) {
        const count = byRequest.get(requestId)?.length ?? 0
        quiet = count === seen ? quiet + 1 : 0
        seen = count
        if (performance.now() > end) break
        await nextTurn()
      }
      const hops = byRequest.get(requestId) ?? []
      return hops.toSorted((a, b) => outermostFirst.indexOf(a.hop) - outermostFirst.indexOf(b.hop) || a.at - b.at)
    },
    hops: () => all,
  }
}

/** Whether no hop points to one further in that has not reported yet. */
function isWhole(hops: readonly HopRecord[]): boolean {
  return hops.every((hop) => {
    if (hop.edge?.server === undefined || hop.status === undefined || hop.cause !== undefined) return true
    if (hop.edge.mode === 'passthrough') return true
    return hops.some(
      (other) => other.hop === 'front-end' || other.hop === 'essentials' || (other.hop === 'edge' && other !== hop),
    )
  })
}
