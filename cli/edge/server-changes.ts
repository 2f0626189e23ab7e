// What becomes of the servers of an edge, for its journal: an administrator reads there when one went down, and why, without
// metrics and without asking. The servers are looked at as `top` does, so that it makes no difference how many workers there are.

import type { ServerState } from '../../proxy/index.ts'

/** Milliseconds between two looks: what turns and turns back in between is for the metrics. */
const usualPeriod = 1_000

type Seen = Pick<ServerState, 'farm' | 'server' | 'healthy' | 'state' | 'reason'>

/** Says what changed between two looks, in sentences without their full stop. Servers that are new count as healthy before. */
export function serverChanges(before: readonly Seen[], after: readonly Seen[]): readonly string[] {
  const known = new Map(before.map((server) => [keyOf(server), server]))
  return after.flatMap((server) => {
    const was = known.get(keyOf(server))
    const name = `server ${server.server} of farm ${server.farm}`
    const state = was === undefined || was.state === server.state ? [] : [`${name} has the state ${server.state} now`]
    if ((was?.healthy ?? true) === server.healthy) return state
    return [...state, server.healthy ? `${name} is up` : `${name} is down: ${reasonOf(server)}`]
  })
}

/** Writes changes as they are seen, until disposed. Keeps no process alive. */
export function watchServers(
  servers: () => Promise<readonly Seen[]>,
  err: { write(text: string): unknown },
  period: number = usualPeriod,
): Disposable {
  let before: readonly Seen[] = []
  let looking = false
  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    try {
      const after = await servers()
      for (const sentence of serverChanges(before, after)) err.write(`bridgehead: ${sentence}\n`)
      before = after
    } catch {
      // A worker that ends while it is asked: that is said elsewhere, and the next look comes soon.
    } finally {
      looking = false
    }
  }
  const timer = setInterval(look, period)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function keyOf({ farm, server }: Seen): string {
  return JSON.stringify([farm, server])
}

/** What a server says of itself may come with control characters, which are not for a terminal. */
function reasonOf({ reason }: Seen): string {
  return (reason ?? 'unhealthy').replace(/\.$/, '').replace(/\p{Cc}/gu, '?')
}
