// The query of /rpc/rpcproxy.dll: which server and port the client wants to be connected to
// (reference/exchange-protocols.md section 2.8).

import { exchangePorts } from '../../rpc/ports.ts'
import type { VdirContext } from '../types.ts'

export interface EndpointAddress {
  /** `<mailbox guid>@<domain>`, or the name of a server. */
  readonly server: string
  readonly port: number
}

/** Windows' error numbers, which the proxy puts into its reason phrase: `RPC Error: 6ba`. */
export type RpcProxyError = '5' | '6ba'

/** The server and port in a request target's query, whatever they are; undefined when it has none. */
export function parseEndpointAddress(target: string): EndpointAddress | undefined {
  const query = target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''
  const match = /^(.+):(\d{1,5})$/.exec(unescaped(query))
  return match === null ? undefined : { server: match[1] ?? '', port: Number(match[2]) }
}

/** The endpoint that a request target names; or the error of the proxy, access denied (5) or no such server (6ba). */
export function readEndpointAddress(target: string, context: VdirContext): EndpointAddress | RpcProxyError {
  const address = parseEndpointAddress(target)
  if (address === undefined || !exchangePorts.includes(address.port)) return '5'
  return isKnown(address, context) ? address : '6ba'
}

/**
 * The host (of the topology) that an address leads to: the mailbox's server, or the mailbox server of that name. Both
 * channels of a virtual connection come to it, whichever front ends they reached. `undefined` when it names none.
 */
export function hostOf({ server }: EndpointAddress, { users, servers }: VdirContext): string | undefined {
  const name = server.toLowerCase()
  const at = name.indexOf('@')
  if (at >= 0) return users.find(({ mailboxGuid }) => mailboxGuid.toLowerCase() === name.slice(0, at))?.server
  return servers.find(({ fqdn }) => [fqdn.toLowerCase(), fqdn.toLowerCase().split('.')[0]].includes(name))?.host
}

/** A mailbox, or a server of this domain by its short or full name. */
function isKnown(address: EndpointAddress, context: VdirContext): boolean {
  const name = address.server.toLowerCase()
  if (name.includes('@')) return hostOf(address, context) !== undefined
  return !name.includes('.') || name.endsWith(`.${context.domain.toLowerCase()}`)
}

function unescaped(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}
