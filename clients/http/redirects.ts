import { headerValue } from './headers.ts'
import type { HttpRequest, HttpResponse } from './messages.ts'

/** As many as Outlook follows (reference exchange-protocols.md 2.4). */
const most = 10

/** Where an answer sends the client; undefined when it does not, or to no http or https URL. */
export function redirectOf({
  status,
  headers,
  url,
}: Pick<HttpResponse, 'status' | 'headers' | 'url'>): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined
  const location = headerValue(headers, 'location')
  if (location === undefined || !URL.canParse(location, url)) return undefined
  const target = new URL(location, url)
  return target.protocol === 'https:' || target.protocol === 'http:' ? target : undefined
}

/**
 * Sends a request and follows the redirects, as a browser does: 301, 302 and 303 turn a POST into a GET (RFC 9110
 * section 15.4), 307 and 308 repeat it. Credentials do not go to plain http, nor to another host than the first.
 * @returns every answer in order; the last is no redirect, or the tenth.
 */
export async function followRedirects(
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<[HttpResponse, ...HttpResponse[]]> {
  let current = request
  let answer = await send(current)
  const answers: [HttpResponse, ...HttpResponse[]] = [answer]
  while (answers.length <= most) {
    const target = redirectOf(answer)
    if (target === undefined) break
    current = next(current, answer.status, target, request.url.hostname)
    answer = await send(current)
    answers.push(answer)
  }
  return answers
}

function next(request: HttpRequest, status: number, url: URL, firstHost: string): HttpRequest {
  const repeats = status === 307 || status === 308 || request.method === 'HEAD'
  const trusted = url.hostname === firstHost && url.protocol === 'https:'
  const { body, method, headers = [], ...rest } = request
  return {
    ...rest,
    url,
    scheme: trusted ? (request.scheme ?? 'none') : 'none',
    method: repeats ? (method ?? 'GET') : 'GET',
    ...(repeats && body !== undefined ? { body } : {}),
    headers: headers.filter(([name]) => name.toLowerCase() !== 'host' && (repeats || !/^content-/i.test(name))),
  }
}
