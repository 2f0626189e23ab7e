// The affinity cookie on the wire, in the form of ARR (reference/reverse-proxies.md section 1.6):
//   Set-Cookie: ARRAffinity=<64 hexadecimal digits>;Path=/;Domain=mail.contoso.com;HttpOnly;Secure

import { isIP } from 'node:net'
import { headerValues, type RawHeaders } from '../../http1/index.ts'
import { cookieValues } from '../cookies.ts'

const none: readonly string[] = []

/**
 * The tokens in a request's cookies, in their order: a client may bring several, of one Domain and another, and an old one
 * must not hide the good one. Cookies that cannot be a token are passed over: another program may use the name.
 */
export function readTokens(headers: RawHeaders, cookieName: string): readonly string[] {
  const fields = headerValues(headers, 'cookie')
  return fields.length === 0 ? none : cookieValues(fields, cookieName).filter((value) => /^[0-9a-f]{64}$/.test(value))
}

/**
 * The Set-Cookie value that binds a client: a session cookie.
 * @param host the Host field of the request; its name becomes the Domain, unless browsers would refuse that (an address, or a
 *   name without a dot)
 * @param secure whether the client came over TLS
 */
export function affinityCookie(
  cookieName: string,
  token: string,
  { host, secure }: { readonly host: string | undefined; readonly secure: boolean },
): string {
  const domain = host?.replace(/:\d*$/, '').toLowerCase() ?? ''
  const named = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(domain) && isIP(domain) === 0
  return `${cookieName}=${token};Path=/${named ? `;Domain=${domain}` : ''};HttpOnly${secure ? ';Secure' : ''}`
}
