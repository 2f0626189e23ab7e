import { failure } from '../base/errors.ts'
import type { Vantage } from '../base/vantage-point.ts'
import { type ExplainedRequest, type Explanation, explainRequest } from '../proxy/explain.ts'
import type { EdgePlan } from '../topology/edge-plan.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import { findWay, type Way } from './find-way.ts'
import { startNameServers } from './name-servers.ts'

export type { Explanation } from '../proxy/explain.ts'

/** What becomes of a request. */
interface Explained {
  /** How it gets to an edge or a server; undefined of an edge alone. */
  readonly way: Way | undefined
  /** What the edge does with it; undefined when none gets it. */
  readonly explanation: Explanation | undefined
}

/** Explains a request; `from` counts in a topology only. @throws BH_ERR_USAGE for what is no URL */
export type Explainer = (request: ExplainedRequest, from: Vantage) => Promise<Explained>

/**
 * Makes what explains requests to an edge alone, or in a topology: then its DNS servers run until the stack is disposed,
 * and nothing else does.
 */
export async function createExplainer(
  plan: EdgePlan | LabPlan,
  stack: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<Explainer> {
  if ('listeners' in plan) {
    return async (request) => {
      if (!/^https?:\/\/[^/?#]/i.test(request.url)) {
        throw failure('BH_ERR_USAGE', { problem: `${request.url} is no http or https URL.`, command: 'explain ' })
      }
      return { way: undefined, explanation: explainRequest(plan, request) }
    }
  }
  const servers = await startNameServers(plan, stack)
  return async (request, from) => {
    const way = await findWay(plan, request.url, { from, servers, signal })
    const explanation = way.edge === undefined ? undefined : explainRequest(way.edge, { ...request, at: way.at })
    return { way, explanation }
  }
}
