import { isIP } from 'node:net'
import { resolveAddresses } from '../../../base/resolve-addresses.ts'
import type { Step } from '../step.ts'

/** Step: the addresses of a host name, with the aliases on the way. */
export function resolveHost(parent: Step, name: string): Promise<readonly string[]> {
  const literal = name.replace(/^\[(.*)\]$/, '$1')
  if (isIP(literal)) return Promise.resolve([literal])
  return parent.step(`Resolve ${name}`, async (step) => {
    const { from, signal } = step.world
    const addresses = await resolveAddresses(from, name, signal)
    const { records } = await from.resolve(name, 'A', signal)
    for (const { type, name: owner, value } of records) {
      if (type === 'CNAME') step.detail('alias', `${owner} is ${value.replace(/\.$/, '')}`)
    }
    step.detail('addresses', addresses.join(', '))
    step.summary = addresses.join(', ')
    return addresses
  })
}
