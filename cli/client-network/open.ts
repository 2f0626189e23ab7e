import { failure } from '../../base/errors.ts'
import { loadTopology } from '../../topology/index.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'
import { labNetwork } from './lab-network.ts'
import { realNetwork } from './real-network.ts'
import { stateNetwork } from './state-network.ts'
import type { ClientNetwork, NetworkOptions } from './types.ts'

/**
 * The network that the options name: `--topology` starts a lab, `--state` joins one that runs, `--target` alone is the
 * real world.
 * @param command `probe `, for the sentence of a usage error
 * @param change what is to be otherwise in a lab of the command's own
 * @throws BH_ERR_USAGE when the options name none, or two
 */
export async function openNetwork(
  options: NetworkOptions,
  command: string,
  stack: AsyncDisposableStack,
  change: (plan: LabPlan) => LabPlan = (plan) => plan,
): Promise<ClientNetwork> {
  const { topology, state, target, from } = options
  const isLab = topology !== undefined || state !== undefined
  if ((topology !== undefined && state !== undefined) || (!isLab && target === undefined)) {
    throw failure('BH_ERR_USAGE', {
      problem: 'Give --target for a real server, or either --topology or --state for a lab.',
      command,
    })
  }
  const led = options.ca !== undefined || options.connect.length > 0
  if ((isLab && options.resolver !== undefined) || (topology !== undefined && led)) {
    throw failure('BH_ERR_USAGE', {
      problem:
        'A lab has its own DNS, and one that the command starts its own addresses and authority: leave out --resolver, --connect and --ca.',
      command,
    })
  }
  if (topology !== undefined) return labNetwork(change(loadTopology(topology)), from, stack)
  return state === undefined ? realNetwork(options, command) : stateNetwork(state, options, command)
}
