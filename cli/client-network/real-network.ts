// The real network: real sockets, the resolver and the addresses that the user chose.

import { getServers } from 'node:dns'
import { isIP } from 'node:net'
import { getCACertificates } from 'node:tls'
import { dialTcp } from '../../base/dial-tcp.ts'
import { failure } from '../../base/errors.ts'
import { loadAuthorities } from '../../certs/index.ts'
import { createResolver } from '../../dns/index.ts'
import type { Endpoint } from '../../topology/edge-plan.ts'
import { splitEndpoint } from '../../topology/schema/values.ts'
import { readOverrides } from './overrides.ts'
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
    from: {
      vantage: from,
      async resolve(name, type, signal) {
        const address = overrides.addressOf(name)
        if (address === undefined || (type !== 'A' && type !== 'AAAA')) return resolve(name, type, signal)
        if ((type === 'A') !== (isIP(address) === 4)) return { status: 'nodata', records: [], authoritative: false }
        return { status: 'answer', records: [{ name, type, ttl: 0, value: address }], authoritative: false }
      },
      dial(address, wanted, signal, reading) {
        const target = overrides.targetOf(address, wanted)
        const onread = reading === undefined ? {} : { onread: reading }
        return dialTcp({ host: target.address, port: target.port, ...onread }, signal)
      },
      trust,
    },
    other: undefined,
    users: [],
    domain: undefined,
    mailHost: undefined,
    record() {},
    trace: undefined,
    whenHeld: undefined,
  }
}

/** The DNS server: the one named, else the first that this machine uses. */
function serverOf(text: string | undefined, command: string): Endpoint {
  const wanted = text ?? getServers()[0] ?? '127.0.0.1'
  if (isIP(wanted)) return { address: wanted, port: 53 }
  const endpoint = splitEndpoint(wanted)
  if (endpoint !== undefined && isIP(endpoint.address)) return endpoint
  throw failure('BH_ERR_USAGE', { problem: `--resolver wants the address of a DNS server, not "${wanted}".`, command })
}
