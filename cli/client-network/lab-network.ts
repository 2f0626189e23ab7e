import type { Vantage } from '../../base/vantage-point.ts'
import { startLab } from '../../lab/index.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'
import type { ClientNetwork } from './types.ts'

/** A lab of the command's own; it ends with the stack. @throws what `startLab` throws */
export async function labNetwork(plan: LabPlan, from: Vantage, stack: AsyncDisposableStack): Promise<ClientNetwork> {
  const lab = stack.use(await startLab(plan))
  return {
    topology: plan.name,
    from: lab.from(from),
    other: lab.from(from === 'internet' ? 'intranet' : 'internet'),
    users: plan.users,
    domain: plan.domain,
    mailHost: mailHostOf(plan, from),
    record: lab.record,
    trace: lab.trace,
    whenHeld: lab.whenHeld,
  }
}

/** The name by which clients of a vantage reach Exchange. */
function mailHostOf({ exchangeServers }: LabPlan, from: Vantage): string | undefined {
  const urls = exchangeServers.map(({ vdirs }) => (from === 'internet' ? vdirs.owa.externalUrl : vdirs.owa.internalUrl))
  const url = urls.find((one) => one !== undefined && URL.canParse(one))
  return url === undefined ? undefined : new URL(url).hostname
}
