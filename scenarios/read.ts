// Scenario files to scenarios, one for every variant. Everything that is wrong with any of them is told at once, with
// file:line:column, before a lab starts.

import { basename, extname } from 'node:path'
import * as z from 'zod'
import { BridgeheadError, failure } from '../base/errors.ts'
import { loadTopology } from '../topology/index.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import { FileProblems, type Locate, type Path, type Problem } from '../topology/problems.ts'
import { readTextFile } from '../topology/text-file.ts'
import { explainIssues } from '../topology/yaml/explain-issue.ts'
import { parseYaml } from '../topology/yaml/source.ts'
import { labelsOf, substitute, type Variant, variantsOf } from './matrix.ts'
import { readSteps, type Tell } from './read-steps.ts'
import type { Scenario } from './scenario.ts'
import { salvageSchema, scenarioSchema } from './schema.ts'
import { shownPath } from './shown-path.ts'
import type { ClientActions } from './steps/types.ts'
import { topologyOfFile } from './topology-of-file.ts'

/**
 * Reads scenario files; gives their variants in order.
 * @throws BH_ERR_SCENARIOS_INVALID with every mistake in every file
 */
export function readScenarios(files: readonly string[], actions: ClientActions): readonly Scenario[] {
  const scenarios: Scenario[] = []
  const broken: BridgeheadError[] = []
  for (const file of files) {
    try {
      scenarios.push(...readScenario(file, actions))
    } catch (error) {
      if (!(error instanceof BridgeheadError)) throw error
      broken.push(error)
    }
  }
  if (broken.length === 0) return scenarios
  const list = broken.map(({ message }) => message).join('\n')
  throw failure('BH_ERR_SCENARIOS_INVALID', { list }, new AggregateError(broken))
}

function readScenario(path: string, actions: ClientActions): readonly Scenario[] {
  const file = shownPath(path)
  const { value, locate, problems: syntax } = parseYaml(readTextFile(path), file)
  const problems: Problem[] = [...syntax]
  if (value === undefined) throw new FileProblems(file, problems)
  const tell: Tell = (at, message, which) => void problems.push({ place: locate(at, which), message })

  const head = z.safeParse(scenarioSchema, value)
  if (!head.success) {
    for (const finding of explainIssues({ schemas: [scenarioSchema], value, path: [] }, head.error.issues)) {
      tell(finding.path, finding.message, finding.at)
    }
    // What is wrong in the steps is told with it.
    const rest = z.safeParse(salvageSchema, value)
    if (rest.success) readVariants(rest.data, { path, locate, actions, tell })
    throw new FileProblems(file, problems)
  }
  const { name = basename(path, extname(path)), why, tags } = head.data
  const variants = readVariants(head.data, { path, locate, actions, tell })
  if (problems.length > 0) throw new FileProblems(file, problems)
  return variants.map((variant): Scenario => ({ name, why, tags, place: locate([]), ...variant }))
}

/** What of a scenario differs between its variants. */
type VariantPart = Pick<Scenario, 'variant' | 'topology' | 'plan' | 'steps'>

/** The variants; one with a topology that cannot be used is left out once all that is wrong with its steps is told. */
function readVariants(
  { topology, matrix, steps }: z.output<typeof salvageSchema>,
  { path, locate, actions, tell }: VariantContext,
): readonly VariantPart[] {
  const plans = new Map<string, LabPlan | undefined>()
  const place = (at: Path) => locate(at)
  return variantsOf(matrix).flatMap((variant): readonly VariantPart[] => {
    const [named, filledSteps] = fillIn({ topology, steps }, variant, tell, Object.keys(matrix))
    if (named !== undefined && !plans.has(named)) plans.set(named, planOf(named, path, tell))
    const plan = named === undefined ? undefined : plans.get(named)
    const read = readSteps(filledSteps, { plan, actions, tell, place })
    if (named === undefined || plan === undefined) return []
    return [{ variant: labelsOf(variant), topology: named, plan, steps: read }]
  })
}

interface VariantContext {
  readonly path: string
  readonly locate: Locate
  readonly actions: ClientActions
  readonly tell: Tell
}

/** Topology and steps with the variant's values put in. */
function fillIn(
  { topology, steps }: { readonly topology?: string | undefined; readonly steps: readonly unknown[] },
  variant: Variant,
  tell: Tell,
  names: readonly string[],
): [topology: string | undefined, steps: readonly unknown[]] {
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`
  const fill = (part: unknown, ...path: Path): unknown =>
    substitute(part, variant, (at, reference) => {
      tell([...path, ...at], `the matrix has no "${reference}" to put here; ${known}`)
    })
  return [
    topology === undefined ? undefined : String(fill(topology, 'topology')),
    steps.map((step, index) => fill(step, 'steps', index)),
  ]
}

/** The plan of the topology that a scenario names; undefined, and told, when it cannot be used. */
function planOf(topology: string, scenario: string, tell: Tell): LabPlan | undefined {
  try {
    return loadTopology(topologyOfFile(topology, scenario))
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    tell(['topology'], error.message)
    return undefined
  }
}
