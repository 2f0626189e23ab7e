import type { KeyPair } from '../base/key-pair.ts'
import type { ListenerPlan } from '../topology/edge-plan.ts'
import { ClientConnection } from './client-connection.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Incoming } from './incoming.ts'

/** What a listener does with a new connection. */
export interface Gate {
  admit(incoming: Incoming): void
  /**
   * Makes a new plan of the listener ready.
   * @returns puts it into effect, for connections to come
   * @throws BH_ERR_EDGE_CERTIFICATE
   */
  prepareReload(plan: ListenerPlan, pairs: readonly KeyPair[]): () => void
}

/** The gate of a plain listener: HTTP at once. */
export function plainGate(run: EdgeRun): Gate {
  return {
    admit: (incoming) => void new ClientConnection(run, incoming, incoming.raw, undefined),
    prepareReload: () => () => {},
  }
}
