// A route table and the edge or topology that it is about, from files to plans. Everything that is wrong with a file is
// told at once, with file:line:column.

import { dirname, isAbsolute, join } from 'node:path'
import { BridgeheadError, failure } from '../../base/errors.ts'
import type { EdgePlan, RulePlan } from '../../topology/edge-plan.ts'
import { loadEdge, loadPlan, resolveTopology } from '../../topology/index.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'
import { FileProblems, type Locate, type Place } from '../../topology/problems.ts'
import { readTextFile } from '../../topology/text-file.ts'
import { readYaml } from '../../topology/yaml/read-yaml.ts'
import { shownPath } from '../shown-path.ts'
import { topologyOfFile } from '../topology-of-file.ts'
import { type RouteRow, routeTableSchema } from './schema.ts'

/** What a table is about. */
export interface RouteGround {
  /** The edge file or the topology, as it was named. */
  readonly name: string
  readonly plan: EdgePlan | LabPlan
  /** Every rule of every edge, in order; these are what coverage counts. */
  readonly rules: readonly GroundRule[]
}

/** A rule, and where it was written. */
export interface GroundRule {
  readonly edge: EdgePlan
  readonly rule: RulePlan
  readonly place: Place
}

/** A route table. */
export interface RouteTable {
  readonly file: string
  readonly rows: readonly PlacedRow[]
  readonly ground: RouteGround
}

/** A row, where it begins, and where each of its expectations was written. */
export interface PlacedRow extends RouteRow {
  readonly place: Place
  readonly placeOf: (wish: string) => Place
}

/** An edge file or a topology named on the command line; goes before that of the table. */
export interface NamedGround {
  readonly edge?: string | undefined
  readonly topology?: string | undefined
}

/**
 * Reads a route table and what it is about.
 * @throws FileProblems, BH_ERR_FILE_UNREADABLE, BH_ERR_NO_SUCH_TOPOLOGY; BH_ERR_NO_ROUTE_GROUND when nobody names an edge
 */
export function readRoutes(path: string, named: NamedGround = {}): RouteTable {
  const file = shownPath(path)
  const { value, locate } = readYaml(routeTableSchema, readTextFile(path), file)
  if (value.edge !== undefined && value.topology !== undefined) {
    const message = 'edge and topology exclude each other; a topology has its edges'
    throw new FileProblems(file, [{ place: locate(['topology'], 'key'), message }])
  }
  const rows = value.routes.map(
    (row, index): PlacedRow => ({
      ...row,
      place: locate(['routes', index]),
      placeOf: (wish) => locate(['routes', index, 'expect', wish]),
    }),
  )
  return { file, rows, ground: groundOf(value, { file: path, locate, named }) }
}

interface TableContext {
  readonly file: string
  readonly locate: Locate
  readonly named: NamedGround
}

function groundOf({ edge, topology }: NamedGround, { file, locate, named }: TableContext): RouteGround {
  if (named.edge !== undefined) return edgeGround(named.edge)
  if (named.topology !== undefined) return topologyGround(named.topology)
  const key = edge === undefined ? 'topology' : 'edge'
  try {
    if (edge !== undefined) return edgeGround(isAbsolute(edge) ? edge : join(dirname(file), edge))
    if (topology !== undefined) return topologyGround(topologyOfFile(topology, file))
  } catch (error) {
    if (!(error instanceof BridgeheadError) || error instanceof FileProblems) throw error
    throw new FileProblems(shownPath(file), [{ place: locate([key]), message: error.message }])
  }
  throw failure('BH_ERR_NO_ROUTE_GROUND', { file })
}

function edgeGround(file: string): RouteGround {
  const { plan, locate } = loadEdge(file)
  const rules = plan.rules.map((rule) => ({ edge: plan, rule, place: shown(locate(['rules', rule.index - 1])) }))
  return { name: shownPath(file), plan, rules }
}

function topologyGround(name: string): RouteGround {
  const { plan, locate } = loadPlan(resolveTopology(name))
  const rules = plan.edges.flatMap((edge) =>
    edge.rules.map((rule) => ({ edge, rule, place: shown(locate(['edges', edge.name, 'rules', rule.index - 1])) })),
  )
  return { name, plan, rules }
}

function shown({ file, line, column }: Place): Place {
  return { file: shownPath(file), line, column }
}
