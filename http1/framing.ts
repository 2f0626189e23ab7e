import { headerValues, listMembers } from './headers.ts'
import { HttpSyntaxError } from './syntax-error.ts'
import type { BodyFraming, RawHeaders, RequestHead, ResponseHead } from './types.ts'

/**
 * How the body of a request is framed (RFC 9112 section 6.3).
 * @throws HttpSyntaxError 400 on Content-Length beside Transfer-Encoding, on a repeated or malformed Content-Length and
 *   on Transfer-Encoding in HTTP/1.0; 501 on a transfer coding other than chunked (section 6.1)
 */
export function requestFraming(head: RequestHead): BodyFraming {
  return declaredFraming(head.headers, head.minorVersion) ?? { kind: 'none' }
}

/**
 * How the body of a response is framed (RFC 9112 section 6.3). As strict as for requests: a server that contradicts
 * itself is not believed. After 101, and after 2xx to CONNECT, a tunnel follows instead of a body: 'none'.
 * @throws HttpSyntaxError
 */
export function responseFraming(head: ResponseHead, requestMethod: string): BodyFraming {
  const { status } = head
  // Read even where no body follows: the fields go on to a client, which is not to get what makes no sense.
  const declared = declaredFraming(head.headers, head.minorVersion)
  if (status < 200 || status === 204 || status === 304 || requestMethod === 'HEAD') return { kind: 'none' }
  if (requestMethod === 'CONNECT' && status < 300) return { kind: 'none' }
  return declared ?? { kind: 'until-close' }
}

function declaredFraming(headers: RawHeaders, minorVersion: 0 | 1): BodyFraming | undefined {
  const lengths = headerValues(headers, 'content-length')
  const codings = headerValues(headers, 'transfer-encoding')
  if (codings.length > 0) {
    if (lengths.length > 0) throw new HttpSyntaxError(400, 'Content-Length beside Transfer-Encoding')
    if (minorVersion === 0) throw new HttpSyntaxError(400, 'Transfer-Encoding in HTTP/1.0')
    checkCodings(headers, codings)
    return { kind: 'chunked' }
  }
  const [length] = lengths
  if (length === undefined) return undefined
  // Equal repeats might be folded into one (RFC 9110 section 8.6), but whoever sends them is not to be trusted.
  if (lengths.length > 1) throw new HttpSyntaxError(400, 'more than one Content-Length')
  // 15 digits: the largest count of digits that a number holds exactly.
  if (!/^\d{1,15}$/.test(length)) throw new HttpSyntaxError(400, 'a malformed Content-Length')
  return { kind: 'length', length: Number(length) }
}

/** @param values of the Transfer-Encoding lines */
function checkCodings(headers: RawHeaders, values: readonly string[]): void {
  const codings = listMembers(headers, 'transfer-encoding')
  if (codings.length === 1 && codings[0] === 'chunked') {
    // `chunked,` and a second, empty line are lists of one member as well (RFC 9110 section 5.6.1.2), but not every
    // reader takes them for that, and nobody honest writes them.
    if (values.length > 1 || values[0]?.includes(',')) throw new HttpSyntaxError(400, 'an empty transfer coding')
    return
  }
  if (codings.at(-1) !== 'chunked') throw new HttpSyntaxError(400, 'a Transfer-Encoding that does not end in chunked')
  if (codings.indexOf('chunked') < codings.length - 1) throw new HttpSyntaxError(400, 'a body chunked more than once')
  throw new HttpSyntaxError(501, 'a transfer coding other than chunked')
}
