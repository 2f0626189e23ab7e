// The steps of one variant: raw YAML values in, checked steps out, every mistake told with its place.

import * as z from 'zod'
import type { LabPlan } from '../topology/lab-plan.ts'
import { didYouMean } from '../topology/nearest.ts'
import type { Path } from '../topology/problems.ts'
import { explainIssues } from '../topology/yaml/explain-issue.ts'
import { stepsNamedIn, type Wishes } from './expectation.ts'
import type { ScenarioStep } from './scenario.ts'
import { everyStepKeys, stepSchema } from './schema.ts'
import { stepKinds } from './steps/index.ts'
import type { CheckScope, ClientActions, StepKind } from './steps/types.ts'

/** Tells of a mistake; the path leads from the whole file, `at` says whether its key or its value is meant. */
export type Tell = (path: Path, message: string, at?: 'key' | 'value') => void

/** What the steps are read with. */
export interface StepsContext {
  /** Undefined when the topology cannot be used; mistakes that show without it are told all the same. */
  readonly plan: LabPlan | undefined
  readonly actions: ClientActions
  readonly tell: Tell
  readonly place: (path: Path) => ScenarioStep['place']
}

interface Shared {
  id?: string
  title?: string
  within: number
  expect?: Wishes
}

interface Checked {
  readonly kind: StepKind
  readonly schema: z.ZodType<Record<string, unknown>>
}

const schemas: ReadonlyMap<string, Checked> = new Map(
  stepKinds.map((kind) => [kind.name, { kind, schema: stepSchema(kind) }]),
)

/** Checks the steps; those with mistakes are left out, and told. */
export function readSteps(steps: readonly unknown[], context: StepsContext): ScenarioStep[] {
  const earlier = new Map<string, string>()
  return steps.flatMap((raw, index) => readStep(raw, ['steps', index], context, earlier) ?? [])
}

function readStep(
  raw: unknown,
  path: Path,
  { plan, actions, tell, place }: StepsContext,
  earlier: Map<string, string>,
): ScenarioStep | undefined {
  const found = kindOf(raw, path, tell)
  if (found === undefined) return undefined
  const { kind, schema } = found
  const result = z.safeParse(schema, raw)
  if (!result.success) {
    const findings = explainIssues({ schemas: [schema], value: raw, path }, result.error.issues)
    for (const finding of findings) tell(finding.path, finding.message, finding.at)
    return undefined
  }
  const { [kind.name]: options, ...rest } = result.data
  const { id, title, within, expect = {} } = rest as unknown as Shared
  if (id !== undefined && earlier.has(id)) tell([...path, 'id'], `an earlier step has the id "${id}" already`)
  const scope: CheckScope = {
    plan,
    actions,
    earlier,
    id,
    problem: (at, message, which) => tell([...path, ...at], message, which),
  }
  checkWishes(expect, scope)
  kind.check?.(options, scope)
  if (id !== undefined) earlier.set(id, kind.name)
  return {
    kind,
    options,
    id,
    title: title ?? kind.title(options),
    within,
    expect: { ...kind.implied?.(expect), ...expect },
    place: place(path),
    placeOfWish: (wish) => place(stoodAt(expect, wish) ? [...path, 'expect', ...wish] : path),
  }
}

function kindOf(raw: unknown, path: Path, tell: Tell): Checked | undefined {
  const keys = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.keys(raw) : []
  const kinds = keys.filter((key) => schemas.has(key))
  const [name] = kinds
  if (kinds.length > 1) {
    tell(path, `a step does one thing, but this one has ${kinds.join(' and ')}; make a step of each`)
    return undefined
  }
  if (name !== undefined) return schemas.get(name)
  const known = [...schemas.keys()]
  const strange = keys.find((key) => !everyStepKeys.includes(key))
  if (strange === undefined) tell(path, `a step needs one of ${known.join(', ')}`)
  else {
    const hint = didYouMean(strange, known) || `; there is ${known.join(', ')}`
    tell([...path, strange], `there is no kind of step "${strange}"${hint}`, 'key')
  }
  return undefined
}

function checkWishes(expect: Wishes, scope: CheckScope): void {
  for (const { id, path } of stepsNamedIn(expect)) {
    if (scope.earlier.has(id)) continue
    const known = [...scope.earlier.keys()]
    const hint = didYouMean(id, known) || (known.length > 0 ? `; there is ${known.join(', ')}` : '')
    scope.problem(['expect', ...path], `no step before this one has the id "${id}"${hint}`)
  }
}

/** Whether the author wrote this wish, or it was implied. */
function stoodAt(expect: Wishes, [first = '']: readonly string[]): boolean {
  return Object.hasOwn(expect, first)
}
