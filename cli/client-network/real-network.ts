// The real network: real sockets, the resolver and the addresses that the user chose.

import { getServers } from 'node:dns'
import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import { dialTcp } from '../../base/dial-tcp.ts'
import { failure } from '../../base/errors.ts'
import type { Dial } from '../../base/vantage-point.ts'
import { loadAuthorities } from '../../certs/index.ts'
import { createResolver } from '../../dns/index.ts'
import type { Endpoint } from '../../topology/edge-plan.ts'
import { splitEndpoint } from '../../topology/schema/values.ts'
import { readOverrides, withOverrides } from './overrides.ts'
import type { ClientNetwork, NetworkOptions } from './types.ts'

type RealOptions = Pick<NetworkOptions, 'from' | 'ca' | 'resolver' | 'connect'>

/**
 * Without a CA file the authorities that Node ships with and those of the system are trusted.
 * @param command for the sentence of a usage error
 * @throws BH_ERR_USAGE for a resolver or an address override that is none; the errors of a CA file
 */
export async function realNetwork(
  { from, ca, resolver, connect }: RealOptions,
  command: string,
): Promise<ClientNetwork> {
  const overrides = readOverrides(connect, command)
  const { address: host, port } = serverOf(resolver, command)
  const { resolve } = createResolver({ host, port })
  const trust =
    ca === undefined ? [...getCACertificates('default'), ...getCACertificates('system')] : await loadAuthorities(ca)
  return {
    topology: undefined,
    from: withOverrides({ vantage: from, resolve, dial, trust }, overrides),
    other: undefined,
    users: [],
    domain: undefined,
    mailHost: undefined,
    record() {},
    trace: undefined,
    whenHeld: undefined,
  }
}

const dial: Dial = (host, port, signal, reading) =>
  dialTcp({ host, port, ...(reading === undefined ? {} : { onread: reading }) }, signal)

/** The DNS server: the one named, else the first that this machine uses. */
function serverOf(text: string | undefined, command: string): Endpoint {
  const wanted = text ?? getServers()[0] ?? '127.0.0.1'
  if (isIP(wanted)) return { address: wanted, port: 53 }
  const endpoint = splitEndpoint(wanted)
  if (endpoint !== undefined && isIP(endpoint.address)) return endpoint
  throw failure('BH_ERR_USAGE', { problem: `--resolver wants the address of a DNS server, not "${wanted}".`, command })
}
