import { type Vantage, vantages } from '../../../base/vantage-point.ts'
import type { LabPlan } from '../../lab-plan.ts'
import { recordsOf, type WrittenRecord } from './dns.ts'

/** The vantages whose clients get a record: a public one is seen inside too, unless the intranet's DNS hides it. */
export function vantagesSeeing(plan: LabPlan, { record, name }: WrittenRecord): readonly Vantage[] {
  return vantages.filter((vantage) => recordsOf(plan, vantage, name).includes(record))
}
