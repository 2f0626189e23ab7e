// A route table, evaluated without traffic. What comes of it has the form of a run, with a scenario for every row, so that
// every reporter can tell it.

import { basename, extname } from 'node:path'
import { failure } from '../../base/errors.ts'
import { createExplainer } from '../../lab/explainer.ts'
import type { Mismatch, RunResult, ScenarioResult } from '../result.ts'
import { mismatchesOf } from './compare.ts'
import { coverageOf, coverageText, type RuleCoverage } from './coverage.ts'
import { type Met, meet, urlOf } from './met.ts'
import type { PlacedRow, RouteTable } from './read.ts'

/** What came of a table: a result for every row, then, with a least coverage, one for that. */
export interface RouteRun extends RunResult {
  readonly coverage: RuleCoverage
}

/** Stands for the reason of a row whose author gives none. */
export const unexplained = 'The route table wants it so.'

/** How a table is evaluated. */
interface RouteRunOptions {
  readonly signal: AbortSignal
  /** Percent of the rules that rows must meet; undefined: any will do. */
  readonly failUnder?: number | undefined
}

/** Evaluates every row of a table. @throws BH_ERR_INTERRUPTED when the signal aborts */
export async function runRoutes(table: RouteTable, { signal, failUnder }: RouteRunOptions): Promise<RouteRun> {
  const startedAt = new Date()
  const start = performance.now()
  const { plan, rules } = table.ground
  const alone = 'listeners' in plan ? plan : undefined
  await using stack = new AsyncDisposableStack()
  const explain = await createExplainer(plan, stack, signal)
  const met: Met[] = []
  const scenarios: ScenarioResult[] = []
  for (const row of table.rows) {
    const rowStart = performance.now()
    const one = await unlessInterrupted(signal, () => meet(row, explain, alone))
    met.push(one)
    scenarios.push(rowResult(row, one, table, performance.now() - rowStart))
  }
  const coverage = coverageOf(rules, met)
  if (failUnder !== undefined) scenarios.push(coverageResult(coverage, failUnder, table))
  const failed = scenarios.filter(({ verdict }) => verdict === 'failed').length
  return {
    startedAt: startedAt.toISOString(),
    milliseconds: performance.now() - start,
    scenarios,
    counts: { passed: scenarios.length - failed, failed, errored: 0 },
    coverage,
  }
}

/** What breaks off because of an interrupt, a DNS question for one, is not told as a fault. */
async function unlessInterrupted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    signal.throwIfAborted()
    return await work()
  } catch (error) {
    throw signal.aborted ? failure('BH_ERR_INTERRUPTED', {}, error) : error
  }
}

function rowResult(row: PlacedRow, met: Met, table: RouteTable, milliseconds: number): ScenarioResult {
  const { from, method, place, why } = row
  const url = urlOf(row)
  const inTopology = !('listeners' in table.ground.plan)
  return resultOf(table, {
    variant: { ...(inTopology ? { from } : {}), method, url },
    why: why ?? unexplained,
    place,
    milliseconds,
    title: `${method} ${url}${inTopology ? ` from the ${from}` : ''}`,
    summary: met.words,
    mismatches: mismatchesOf(row, met, table.ground),
  })
}

function coverageResult(coverage: RuleCoverage, failUnder: number, table: RouteTable): ScenarioResult {
  const place = { file: table.file, line: 1, column: 1 }
  const enough = coverage.percent >= failUnder
  const expected = `at least ${failUnder} %`
  return resultOf(table, {
    variant: { coverage: 'rules' },
    why: 'A rule that no row meets may be wrong without anybody noticing.',
    place,
    milliseconds: 0,
    title: 'coverage of the rules',
    summary: coverageText(coverage),
    mismatches: enough ? [] : [{ what: 'coverage', expected, actual: coverageText(coverage), place }],
  })
}

type Evaluated = Pick<ScenarioResult, 'variant' | 'why' | 'place' | 'milliseconds'> & {
  readonly title: string
  readonly summary: string
  readonly mismatches: readonly Mismatch[]
}

function resultOf({ file, ground }: RouteTable, evaluated: Evaluated): ScenarioResult {
  const { variant, why, place, milliseconds, title, summary, mismatches } = evaluated
  const verdict = mismatches.length === 0 ? 'passed' : 'failed'
  return {
    name: basename(file, extname(file)),
    variant,
    why,
    tags: [],
    place,
    topology: ground.name,
    verdict,
    milliseconds,
    steps: [{ title, place, verdict, milliseconds, summary, mismatches, trace: [] }],
  }
}
