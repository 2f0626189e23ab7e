// Says where a step went wrong and why, from the hops of its last request. The rules go from the innermost hop outwards,
// as the innermost one that knows a cause is where it began; what is merely not as expected comes last.

import { outermostHops } from '../hop-view.ts'
import type { Diagnosis } from '../result.ts'
import { explainClient } from './client-hop.ts'
import { explainEdge } from './edge-hop.ts'
import { explainExchange } from './exchange-hop.ts'
import { explainName } from './name.ts'
import { explainOtherwise } from './otherwise.ts'
import type { Explain, Scene } from './scene.ts'

const ofFailures: readonly Explain[] = [explainExchange, explainEdge, explainClient]

/** Wishes about the outcome. The others are about the way, which may be wrong although, or just because, it failed as wished. */
const outcome = /^(ok|status|cause|time|established|body|facts\..*|hops\.[^.]+(\.(status|subStatus|cause))?)$/

/** The first explanation that a rule has. */
export function diagnose(scene: Omit<Scene, 'hops'>): Diagnosis | undefined {
  const full: Scene = { ...scene, hops: outermostHops(scene.observation.trace) }
  const failed = scene.mismatches.some(({ what }) => outcome.test(what))
  for (const explain of [explainName, ...(failed ? ofFailures : []), explainOtherwise]) {
    const diagnosis = explain(full)
    if (diagnosis !== undefined) return diagnosis
  }
  return undefined
}
