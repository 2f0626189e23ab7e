// The edge: listeners, TLS, routing, farms, balancing, affinity, health.

export { startEdge } from './edge.ts'
export { type ExplainedRequest, type Explanation, explainRequest } from './explain.ts'
export type { EdgeSetup, EdgeSurroundings, ServerState, StartedEdge, StartedListener } from './types.ts'
