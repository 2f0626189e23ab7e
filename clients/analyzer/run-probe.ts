import { accountName } from '../account-name.ts'
import type { Probe } from './probe.ts'
import { Step } from './step.ts'
import type { ProbeReport, ProbeTarget, ProbeWorld } from './types.ts'

/**
 * Runs a probe to its end. What the network and the servers do wrong stands in the report.
 * @param named what was probed, as the user named it
 * @throws what the world's signal aborted with
 */
export async function runProbe(
  probe: Probe,
  target: ProbeTarget,
  world: ProbeWorld,
  named: string,
): Promise<ProbeReport> {
  const startedAt = new Date().toISOString()
  const root = await Step.root(probe.title(target), world, (step) => probe.run(step, target))
  const { account } = world
  const name = account === undefined ? undefined : accountName(account)
  return {
    schema: 1,
    probe: probe.name,
    target: named,
    from: world.from.vantage,
    ...(name === undefined ? {} : { account: name }),
    startedAt,
    milliseconds: root.milliseconds,
    result: root.result,
    root,
  }
}
