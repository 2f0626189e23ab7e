// Scenario files to scenarios, one for every variant. Everything that is wrong with any of them is told at once, with
// file:line:column, before a lab starts.

import { basename, dirname, extname, isAbsolute, join, relative, sep } from 'node:path'
import * as z from 'zod'
import { BridgeheadError, failure } from '../base/errors.ts'
import { loadTopology } from '../topology/index.ts'
import type { LabPlan } from '../topology/lab-plan.ts'
import { FileProblems, type Path, type Problem } from '../topology/problems.ts'
import { readTextFile } from '../topology/text-file.ts'
import { explainIssues } from '../topology/yaml/explain-issue.ts'
import { parseYaml } from '../topology/yaml/source.ts'
import { labelsOf, substitute, type Variant, variantsOf } from './matrix.ts'
import { readSteps, type Tell } from './read-steps.ts'
import type { Scenario } from './scenario.ts'
import { scenarioSchema } from './schema.ts'
import type { ClientActions } from './steps/types.ts'

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
    throw new FileProblems(file, problems)
  }
  const { name = basename(path, extname(path)), why, topology, tags, matrix, steps } = head.data
  const plans = new Map<string, LabPlan | undefined>()
  const place = (at: Path) => locate(at)
  const scenarios = variantsOf(matrix).flatMap((variant, index): readonly Scenario[] => {
    const [filledTopology, filledSteps] = fillIn({ topology, steps }, variant, tell, Object.keys(matrix))
    if (!plans.has(filledTopology)) plans.set(filledTopology, planOf(filledTopology, path, tell))
    const plan = plans.get(filledTopology)
    if (plan === undefined) return []
    return [
      {
        origin: { path, variant: index },
        name,
        variant: labelsOf(variant),
        why,
        tags,
        place: place([]),
        topology: filledTopology,
        plan,
        steps: readSteps(filledSteps, { plan, actions, tell, place }),
      },
    ]
  })
  if (problems.length > 0) throw new FileProblems(file, problems)
  return scenarios
}

/** Topology and steps with the variant's values put in. */
function fillIn(
  parts: { readonly topology: string; readonly steps: readonly unknown[] },
  variant: Variant,
  tell: Tell,
  names: readonly string[],
): [topology: string, steps: readonly unknown[]] {
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`
  const filled = Object.entries(parts).map(([key, part]) =>
    substitute(part, variant, (at, reference) => {
      tell([key, ...at], `the matrix has no "${reference}" to put here; ${known}`)
    }),
  )
  return [String(filled[0]), Array.isArray(filled[1]) ? filled[1] : []]
}

/** The plan of the topology that a scenario names; undefined, and told, when it cannot be used. */
function planOf(topology: string, scenario: string, tell: Tell): LabPlan | undefined {
  const isFile = /[/\\]|\.ya?ml$/i.test(topology)
  try {
    return loadTopology(isFile && !isAbsolute(topology) ? join(dirname(scenario), topology) : topology)
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    tell(['topology'], error.message)
    return undefined
  }
}

/** A path as messages and reports show it: below the working directory without it, with `/` everywhere. */
function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  const shown = short.startsWith('..') || isAbsolute(short) ? path : short
  return shown.split(sep).join('/')
}
