// Addresses that the user gives in the place of what DNS says: `mail.contoso.com:443=127.0.0.1:8443`.

import { isIP } from 'node:net'
import { dialTcp } from '../../base/dial-tcp.ts'
import { failure } from '../../base/errors.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import type { Endpoint } from '../../topology/edge-plan.ts'
import { splitEndpoint } from '../../topology/schema/values.ts'

export interface Overrides {
  /** The address of a host whose connections are led elsewhere; undefined for all others. */
  addressOf(name: string): string | undefined
  /** Where a connection to that address and port really goes; undefined for those that go where they seem to. */
  targetOf(address: string, port: number): Endpoint | undefined
}

/**
 * @param texts `HOST:PORT=ADDRESS:PORT` each
 * @throws BH_ERR_USAGE for what is written otherwise
 */
export function readOverrides(texts: readonly string[], command: string): Overrides {
  const addresses = new Map<string, string>()
  const targets = new Map<string, Endpoint>()
  for (const text of texts) {
    const [left = '', right = '', ...more] = text.split('=')
    const [host, target] = [splitEndpoint(left), splitEndpoint(right)]
    if (host === undefined || target === undefined || more.length > 0) {
      throw failure('BH_ERR_USAGE', { problem: `--connect wants HOST:PORT=ADDRESS:PORT, not "${text}".`, command })
    }
    const name = host.address.toLowerCase()
    let address = addresses.get(name) ?? target.address
    const taken = targets.get(`${address}:${host.port}`)
    // Two hosts at one address and port that are to go to different places: the second gets an address that stands for it,
    // out of the block for tests of networks (RFC 2544).
    if (taken !== undefined && (taken.address !== target.address || taken.port !== target.port)) {
      address = `198.18.0.${addresses.size + 1}`
    }
    addresses.set(name, address)
    targets.set(`${address}:${host.port}`, target)
  }
  return {
    addressOf: (name) => addresses.get(name.toLowerCase()),
    targetOf: (address, port) => targets.get(`${address}:${port}`),
  }
}

/** A vantage whose connections are led as the overrides say. */
export function withOverrides(from: VantagePoint, overrides: Overrides): VantagePoint {
  return {
    ...from,
    async resolve(name, type, signal) {
      const address = overrides.addressOf(name)
      if (address === undefined || (type !== 'A' && type !== 'AAAA')) return from.resolve(name, type, signal)
      if ((type === 'A') !== (isIP(address) === 4)) return { status: 'nodata', records: [], authoritative: false }
      return { status: 'answer', records: [{ name, type, ttl: 0, value: address }], authoritative: false }
    },
    dial(address, port, signal, reading) {
      const target = overrides.targetOf(address, port)
      if (target === undefined) return from.dial(address, port, signal, reading)
      const onread = reading === undefined ? {} : { onread: reading }
      return dialTcp({ host: target.address, port: target.port, ...onread }, signal)
    },
  }
}
