// The edge: listeners, TLS, routing, farms, balancing, affinity, health.

export type { AdminState } from '../topology/schema/availability.ts'
export { startEdge } from './edge.ts'
export { type EdgeWarning, edgeWarnings } from './edge-warnings.ts'
export type { Explanation } from './explain.ts'
export type { FarmOutcome } from './explain-farm.ts'
export type { EdgeSetup, ServerState, StartedEdge, StartedListener } from './types.ts'
