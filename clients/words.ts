// What an answer says, in the words of results.

import { accountName } from './account-name.ts'
import type { Facts } from './action-run.ts'
import { type AuthenticationScheme, type HttpResponse, headerValue, offeredSchemes } from './http/index.ts'
import type { Credentials } from './types.ts'

/** `https://mail.contoso.com/owa/` without the query, which would only be in the way. */
export const placeOf = (url: URL): string => `${url.origin}${url.pathname}`

/** `https://mail.contoso.com/owa/ answered 403 Forbidden`, with what the page says if it says something. */
export function answered(response: Pick<HttpResponse, 'url' | 'status' | 'reason' | 'headers' | 'body'>): string {
  const { url, status, reason } = response
  const said = visibleText(response)
  return `${placeOf(url)} answered ${[status, reason].join(' ').trim()}${said === '' ? '' : ` ("${said}")`}`
}

/** A server's own words inside a sentence of ours, which has its full stop already. */
export const quoted = (text: string): string => text.trim().replace(/\.$/, '')

/** Why a 401 is the end of it: the scheme is not offered, or the account was refused. */
export function logOnRefused(
  response: HttpResponse,
  scheme: AuthenticationScheme,
  user: Credentials | undefined,
): { readonly summary: string; readonly facts: Facts } {
  const offered = offeredSchemes(response.headers)
  const facts = { schemes: offered.join(', ') }
  const place = placeOf(response.url)
  const list = offered.length === 0 ? 'no way to log on' : offered.join(', ')
  if (user === undefined || scheme === 'none') {
    return { summary: `${place} wants a log-on (${list}), and the client has none to give.`, facts }
  }
  if (offered.includes(scheme)) {
    return { summary: `${place} refused the log-on of ${accountName(user)} by ${scheme}.`, facts }
  }
  return { summary: `${place} offers ${list}, but not ${scheme}, by which the client logs on.`, facts }
}

/** The beginning of what a person would read on the page; empty for other content. */
function visibleText({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): string {
  const type = headerValue(headers, 'content-type') ?? ''
  if (!/^text\/(html|plain)/i.test(type)) return ''
  const text = body
    .toString('utf8', 0, 8_192)
    .replace(/<(script|style|title)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > 160 ? `${text.slice(0, 160)} …` : text
}
