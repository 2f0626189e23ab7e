import type { Socket } from 'node:net'
import { endpointText } from '../../../base/endpoint-text.ts'
import { CauseError } from '../../../base/failure-cause.ts'
import { dialAddress } from '../../http/connect.ts'
import type { Step } from '../step.ts'

/** A connection of the probe's own, and where it leads. */
export interface Connected {
  readonly socket: Socket
  readonly address: string
}

/** Milliseconds for one connection. */
const patience = 10_000

/**
 * Step: a TCP connection to every address of a host, of which one at least must stand; an address that does not answer
 * is a flaw, as some clients will meet it first. The first connection is given; the caller ends it.
 */
export async function connectHost(
  parent: Step,
  host: string,
  addresses: readonly string[],
  port: number,
): Promise<Connected> {
  const [only] = addresses
  if (addresses.length === 1 && only !== undefined) {
    return parent.step(`Open TCP port ${port} of ${only}`, (step) => dial(step, host, only, port))
  }
  return parent.step(`Open TCP port ${port} of ${addresses.length} addresses`, async (step) => {
    let first: Connected | undefined
    const silent: string[] = []
    for (const address of addresses) {
      const connected = await step.alternative(address, (inner) => dial(inner, host, address, port))
      if (connected === undefined) silent.push(address)
      else if (first === undefined) first = connected
      else connected.socket.destroy()
    }
    if (first === undefined)
      return step.fail('connect-refused', `Port ${port} of ${host} answers at none of its addresses.`)
    if (silent.length > 0) {
      step.warn(
        'connect-refused',
        `Port ${port} of ${host} does not answer at ${silent.join(', ')}; clients that try it first wait in vain.`,
      )
    }
    return first
  })
}

async function dial(step: Step, host: string, address: string, port: number): Promise<Connected> {
  const { from, signal } = step.world
  const late = AbortSignal.timeout(patience)
  try {
    return { socket: await dialAddress(from, { host, address, port }, AbortSignal.any([signal, late])), address }
  } catch (error) {
    signal.throwIfAborted()
    if (!late.aborted) throw error
    const where = endpointText({ address, port })
    throw new CauseError('connect-timeout', `${where} did not accept the connection within ${patience} ms.`, error)
  }
}
