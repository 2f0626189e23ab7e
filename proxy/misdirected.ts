import { matchesHost } from '../topology/route-match.ts'
import type { ClientTls } from './headers/index.ts'
import { normalHost } from './path/target.ts'

/**
 * Whether a request is for another host than its TLS connection (RFC 9110 section 15.5.20, RFC 6066 section 3). It is not
 * when the client asked for that very name, or was shown a certificate that is for the host as well, nor when it asked for no
 * name: old clients, health checks and those that go by address get the first certificate, and any host by it, as from IIS.
 * @param host in lower case, without port
 */
export function isMisdirected(host: string | undefined, tls: ClientTls | undefined): boolean {
  if (host === undefined || tls?.serverName === undefined) return false
  if (normalHost(tls.serverName) === host) return false
  const plain = host.replace(/^\[|\]$/g, '')
  return !tls.names.some((name) => matchesHost(name, plain))
}
