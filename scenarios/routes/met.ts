// What a request meets, in the terms of a table's expectations.

import type { Explainer, Explanation, Way } from '../../lab/index.ts'
import type { EdgePlan } from '../../topology/edge-plan.ts'
import { nowhere, type RouteRow } from './schema.ts'

/** What became of the request of a row. */
export interface Met {
  /** In words, for a line of the table. */
  readonly words: string
  /** The rule that matched, and its edge; undefined when none did. */
  readonly rule: { readonly edge: string; readonly index: number } | undefined
  /** What can be expected, by the keys of an expectation; a server with all that it goes by. */
  readonly facts: {
    readonly farm?: string
    readonly mode?: string
    readonly server?: readonly (readonly string[])[]
    readonly status?: number
    readonly location?: string
    readonly edge?: string
    readonly arrives?: string
  }
}

/** The URL of a row. */
export function urlOf({ scheme, host, port, path }: Pick<RouteRow, 'scheme' | 'host' | 'port' | 'path'>): string {
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path}`
}

/** Asks what the request of a row would meet; `alone` is the edge where there is no topology. */
export async function meet(row: RouteRow, explain: Explainer, alone: EdgePlan | undefined): Promise<Met> {
  const { method, from } = row
  const explained = await explain({ method, url: urlOf(row), headers: [] }, from)
  const edge = explained.way?.edge ?? alone
  const { way, explanation } = explained
  return edge === undefined || explanation === undefined ? metOnTheWay(way) : metAt(edge, explanation, way?.host)
}

function metOnTheWay(way: Way | undefined): Met {
  const { found } = way?.steps.at(-1) ?? { found: 'the network' }
  if (way?.host !== undefined) return { words: found, rule: undefined, facts: { arrives: way.host } }
  return { words: `${nowhere}: ${found}`, rule: undefined, facts: { arrives: nowhere } }
}

function metAt(edge: EdgePlan, { rules, outcome }: Explanation, host: string | undefined): Met {
  const matched = rules.find(({ result }) => result === 'matched')
  const rule = matched && { edge: edge.name, index: matched.index }
  const by = matched === undefined ? '' : ` by rule ${matched.index}`
  const here = { edge: edge.name, ...(host === undefined ? {} : { arrives: host }) }
  switch (outcome.kind) {
    case 'unheard':
      return { words: `${nowhere}: ${outcome.reason}`, rule, facts: { arrives: nowhere } }
    case 'farm': {
      const { farm, mode, servers } = outcome
      const names = servers.map(({ name }) => name).join(', ')
      return {
        words: `farm ${farm}, ${mode} to ${names}${by}`,
        rule,
        facts: { ...here, farm, mode, server: servers.map(({ name, address }) => [name, address]) },
      }
    }
    case 'redirect': {
      const { status, location } = outcome
      return { words: `${status} to ${location}${by}`, rule, facts: { ...here, status, location } }
    }
    case 'deny':
      return { words: `${outcome.status}${by}`, rule, facts: { ...here, status: outcome.status } }
    case 'none':
      return { words: `${outcome.status}: no rule matches`, rule, facts: { ...here, status: outcome.status } }
    case 'final':
    case 'refused':
      return { words: `${outcome.status}: ${outcome.reason}`, rule, facts: { ...here, status: outcome.status } }
  }
}
