import type { KeyPair } from '../base/key-pair.ts'
import type { ListenerPlan } from '../topology/edge-plan.ts'
import { ClientConnection } from './client-connection.ts'
import type { EdgeRun } from './edge-run.ts'
import type { Incoming } from './incoming.ts'

/** A listener with its files read. */
export interface ListenerSetup {
  readonly plan: ListenerPlan
  /** Milliseconds for a TLS handshake. */
  readonly handshakeTimeout: number
  /** In the order of the plan. */
  readonly pairs: readonly KeyPair[]
  /** PEM of the authorities that client certificates must be signed by; undefined: clients are not asked. */
  readonly clientAuthorities: readonly string[] | undefined
}

/** What a listener does with a new connection. */
export interface Gate {
  admit(incoming: Incoming): void
  /**
   * Makes a new plan of the listener ready.
   * @returns puts it into effect, for connections to come
   * @throws BH_ERR_EDGE_CERTIFICATE
   */
  prepareReload(setup: ListenerSetup): () => void
}

/** The gate of a plain listener: HTTP at once. */
export function plainGate(run: EdgeRun): Gate {
  return {
    admit: (incoming) => void new ClientConnection(run, incoming, incoming.raw, undefined),
    prepareReload: () => () => {},
  }
}
