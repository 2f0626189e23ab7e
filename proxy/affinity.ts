// Client affinity by cookie, in the form of ARR (reference/reverse-proxies.md section 1.6):
//   Set-Cookie: ARRAffinity=<64 hexadecimal digits>;Path=/;Domain=mail.contoso.com;HttpOnly;Secure

import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { Member } from './member.ts'

const tokens = new WeakMap<Member, string>()

/**
 * The value that binds a client to a server: SHA-256 over farm, server and address, in 64 hexadecimal digits. It is the same
 * after a restart and on a second edge with the same file, as clients keep it. It does not show the address; who knows all
 * that goes into it can check a guess, so it must not be taken for a secret.
 */
export function affinityToken(member: Member): string {
  let token = tokens.get(member)
  if (token === undefined) {
    const { name, endpoint } = member.plan
    const identity = JSON.stringify([member.farm, name, endpoint.address, endpoint.port])
    token = createHash('sha256').update(identity).digest('hex')
    tokens.set(member, token)
  }
  return token
}

/**
 * The token in a request's cookies, undefined when there is none. Cookies that cannot be a token are passed over: another
 * program may use the name on another Domain or Path.
 * @param cookieHeaderValues the values of all Cookie fields
 */
export function readAffinity(cookieHeaderValues: readonly string[], cookieName: string): string | undefined {
  for (const value of cookieHeaderValues) {
    if (!value.includes(cookieName)) continue
    for (const pair of value.split(';')) {
      const equals = pair.indexOf('=')
      if (equals < 0 || pair.slice(0, equals).trim() !== cookieName) continue
      const token = pair.slice(equals + 1).trim()
      if (/^[0-9a-f]{64}$/.test(token)) return token
    }
  }
  return undefined
}

/** The member that a token stands for. Without one: balance, and set a fresh cookie. */
export function findByToken(members: readonly Member[], token: string): Member | undefined {
  return members.find((member) => affinityToken(member) === token)
}

/**
 * The Set-Cookie value that binds a client to a member: a session cookie.
 * @param host the Host field of the request; its name becomes the Domain, unless browsers would refuse that (an address, or a
 *   name without a dot)
 * @param secure whether the client came over TLS
 */
export function affinityCookie(
  cookieName: string,
  member: Member,
  { host, secure }: { readonly host: string | undefined; readonly secure: boolean },
): string {
  const domain = host?.replace(/:\d*$/, '').toLowerCase() ?? ''
  const named = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(domain) && isIP(domain) === 0
  return `${cookieName}=${affinityToken(member)};Path=/${named ? `;Domain=${domain}` : ''};HttpOnly${secure ? ';Secure' : ''}`
}
