import type { Vantage } from '../base/vantage-point.ts'
import { connectionNumbers, HttpSession } from '../clients/http/index.ts'
import type { StartedLab } from '../lab/types.ts'

/**
 * The clients of a scenario that are named by `session`: each keeps its connections, cookies and log-on from step to step,
 * as a browser does. What has no name is a new client every time. All number their connections together.
 */
export interface Sessions extends AsyncDisposable {
  /** The client of that name at that vantage; undefined without a name. */
  get(name: string | undefined, from: Vantage): HttpSession | undefined
}

/**
 * The clients of one scenario on its lab; disposing of them closes their connections, so it must come before the lab's
 * end.
 */
export function createSessions(lab: StartedLab): Sessions {
  const numbers = connectionNumbers()
  const sessions = new Map<string, HttpSession>()
  return {
    get(name, from) {
      if (name === undefined) return undefined
      const key = `${name} ${from}`
      const known = sessions.get(key)
      if (known !== undefined) return known
      const session = new HttpSession(lab.from(from), numbers)
      sessions.set(key, session)
      return session
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...sessions.values()].map((session) => session[Symbol.asyncDispose]()))
      sessions.clear()
    },
  }
}
