// Names in steps that must exist in the topology.

import type { LabPlan, UserPlan } from '../../topology/lab-plan.ts'
import { didYouMean } from '../../topology/nearest.ts'
import type { Path } from '../../topology/problems.ts'
import type { CheckScope } from './types.ts'

/** Tells of a name that is not among those that the plan has, with the nearest of them; not checked without a plan. */
export function checkName(
  { plan, problem }: Pick<CheckScope, 'plan' | 'problem'>,
  path: Path,
  kind: string,
  name: string,
  namesOf: (plan: LabPlan) => readonly string[],
): void {
  if (plan === undefined) return
  const known = namesOf(plan)
  if (known.includes(name)) return
  const hint = didYouMean(name, known) || (known.length > 0 ? `; there is ${known.join(', ')}` : '; there is none')
  problem(path, `the topology ${plan.name} has no ${kind} "${name}"${hint}`)
}

/** Names of the Exchange hosts. */
export const exchangeHosts = (plan: LabPlan): string[] => plan.exchangeServers.map(({ host }) => host)

/** A user by name. The reader has checked that it exists. */
export function userNamed(plan: LabPlan, name: string): UserPlan {
  const user = plan.users.find((one) => one.user === name)
  if (user === undefined) throw new Error(`The topology ${plan.name} has no user ${name}.`)
  return user
}

/** Checks that there is an earlier step of a kind with this id. */
export function checkEarlierStep(scope: CheckScope, path: Path, id: string, kind: string): void {
  if (scope.earlier.get(id) === kind) return
  const known = [...scope.earlier].filter(([, one]) => one === kind).map(([name]) => name)
  const hint = didYouMean(id, known) || (known.length > 0 ? `; there is ${known.join(', ')}` : '')
  scope.problem(path, `no ${kind} step before this one has the id "${id}"${hint}`)
}
