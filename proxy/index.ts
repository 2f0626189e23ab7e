// The edge: listeners, TLS, routing, farms, balancing, affinity, health.

export { startEdge } from './edge.ts'
export { type ExplainedRequest, type Explanation, explainRequest, type FarmOutcome } from './explain.ts'
export type { EdgeSetup, StartedEdge } from './types.ts'
