import type { Vantage, VantagePoint } from '../base/vantage-point.ts'
import { createResolver, startDnsServer } from '../dns/index.ts'
import type { LabPlan } from '../topology/lab-plan.ts'

/** A running DNS server of a vantage, UDP and TCP on one port, and a resolver that asks it. */
export interface NameServer {
  readonly host: string
  readonly port: number
  readonly resolve: VantagePoint['resolve']
}

/** Starts the public DNS and the intranet's own, which asks the public one for what it does not hold (split DNS, decision 5). */
export async function startNameServers(
  plan: LabPlan,
  stack: AsyncDisposableStack,
): Promise<Record<Vantage, NameServer>> {
  const host = '127.0.0.1'
  const { internet, intranet } = plan.dns
  const outside = stack.use(await startDnsServer({ zones: internet.zones }))
  const forwardTo = { host, port: outside.port }
  const inside = stack.use(await startDnsServer({ zones: intranet.zones, ...(intranet.forward ? { forwardTo } : {}) }))
  const serverAt = (port: number): NameServer => ({ host, port, resolve: createResolver({ host, port }).resolve })
  return { internet: serverAt(outside.port), intranet: serverAt(inside.port) }
}
