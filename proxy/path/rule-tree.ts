import type { RulePlan } from '../../topology/edge-plan.ts'
import { ruleSegments } from '../../topology/route-match.ts'
import { mayBeShortNameOf } from './other-readings.ts'

interface Node {
  /** The first rule, in the order of the file, whose path ends here. */
  rule: RulePlan | undefined
  readonly children: Map<string, Node>
}

/** The rules of one host by the segments of their paths, so that ten rules and ten thousand cost the same. */
export interface RuleTree {
  /**
   * The rule with the lowest number whose path is the beginning of these segments.
   * @param shortNames whether a segment may also be the short name (8.3) of a rule's
   */
  first(segments: readonly string[], shortNames?: boolean): RulePlan | undefined
}

/**
 * Builds the tree of some rules.
 * @param key what a segment is compared by; the segments asked for must have gone through the same
 */
export function createRuleTree(rules: readonly RulePlan[], key: (segment: string) => string): RuleTree {
  const root: Node = { rule: undefined, children: new Map() }
  for (const rule of rules) {
    let node = root
    for (const segment of ruleSegments(rule).map(key)) {
      let child = node.children.get(segment)
      if (child === undefined) {
        child = { rule: undefined, children: new Map() }
        node.children.set(segment, child)
      }
      node = child
    }
    node.rule ??= rule
  }

  return {
    first(segments, shortNames = false) {
      let best = root.rule
      let nodes = [root]
      for (const segment of segments) {
        nodes = childrenOf(nodes, segment, shortNames)
        if (nodes.length === 0) break
        for (const { rule } of nodes) best = earlier(best, rule)
      }
      return best
    },
  }
}

/** The rule that stands first in the file. */
export function earlier(one: RulePlan | undefined, other: RulePlan | undefined): RulePlan | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return other.index < one.index ? other : one
}

function childrenOf(nodes: readonly Node[], segment: string, shortNames: boolean): Node[] {
  const found: Node[] = []
  for (const { children } of nodes) {
    const child = children.get(segment)
    if (child !== undefined) found.push(child)
    if (!shortNames || !segment.includes('~')) continue
    for (const [name, other] of children) if (mayBeShortNameOf(segment, name)) found.push(other)
  }
  return found
}
