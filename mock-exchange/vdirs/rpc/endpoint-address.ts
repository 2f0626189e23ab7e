// The query of /rpc/rpcproxy.dll: which server and port the client wants to be connected to
// (reference/exchange-protocols.md section 2.8).

import type { VdirContext } from '../types.ts'

export interface EndpointAddress {
  /** `<mailbox guid>@<domain>`, or the name of a server. */
  readonly server: string
  readonly port: number
}

/** Ports that the RPC proxy forwards to: store, referral, directory, endpoint mapper. */
const ports: ReadonlySet<number> = new Set([6001, 6002, 6004, 593])

/** Windows' error numbers, which the proxy puts into its reason phrase: `RPC Error: 6ba`. */
export type RpcProxyError = '5' | '6ba'

/** The endpoint that a request target names; or the error of the proxy, access denied (5) or no such server (6ba). */
export function readEndpointAddress(target: string, context: VdirContext): EndpointAddress | RpcProxyError {
  const query = target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''
  const match = /^(.+):(\d{1,5})$/.exec(unescaped(query))
  if (match === null) return '5'
  const [, server = ''] = match
  const port = Number(match[2])
  if (!ports.has(port)) return '5'
  return isKnown(server.toLowerCase(), context) ? { server, port } : '6ba'
}

/** A mailbox, or a server of this domain by its short or full name. */
function isKnown(server: string, { users, domain }: VdirContext): boolean {
  const at = server.indexOf('@')
  if (at >= 0) {
    return users.some((user) => user.server !== undefined && user.mailboxGuid.toLowerCase() === server.slice(0, at))
  }
  return !server.includes('.') || server.endsWith(`.${domain.toLowerCase()}`)
}

function unescaped(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}
