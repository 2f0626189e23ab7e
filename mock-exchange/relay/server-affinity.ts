// Subscriptions to notifications live on one mailbox server. A client that has several, of mailboxes on different servers,
// keeps all its requests at one with a cookie (MS "Maintain affinity between a group of subscriptions and the Mailbox server"):
//
//   X-PreferServerAffinity: true  ─▶  Set-Cookie: X-BackEndOverrideCookie=<server>~<version>
//   both sent again               ─▶  that server, whatever mailbox the request is about

import type { IncomingMessage } from 'node:http'
import type { ExchangeSetup } from '../types.ts'

const cookieName = 'X-BackEndOverrideCookie'

/** ServerVersion of 15.0 in Active Directory's form: 0x73C00000 and the build in the low bits. */
const version = 0x73c085d9

/** Whether a request asks to be kept at one server: EWS alone knows the header. */
export function wantsAffinity({ url = '', headers }: IncomingMessage): boolean {
  return /^\/ews\//i.test(url) && /^true$/i.test(headers['x-preferserveraffinity']?.toString().trim() ?? '')
}

/** The cookie that leads back to a server. */
export function affinityCookie(fqdn: string): string {
  return `${cookieName}=${fqdn}~${version}; path=/; secure; HttpOnly`
}

/** Name of the mailbox server that a request wants to go to; undefined without a wish, or for a server that is none. */
export function preferredServer(
  request: IncomingMessage,
  servers: ExchangeSetup['mailboxServers'],
): string | undefined {
  if (!wantsAffinity(request)) return undefined
  const value = /(?:^|;)\s*X-BackEndOverrideCookie=([^;]*)/i.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const wanted = value.trim().replace(/~\d+$/, '').toLowerCase()
  return [...servers].find(([, { fqdn }]) => fqdn.toLowerCase() === wanted)?.[0]
}
