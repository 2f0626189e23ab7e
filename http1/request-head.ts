import { CR, is, LF, SPACE, TAB, TARGET, TOKEN, VALUE } from './bytes.ts'
import { faultInLine, parseFields } from './fields.ts'
import { checkHeadSize } from './head.ts'
import { checkHost, isAuthority } from './host.ts'
import { defaultLimits, type MessageLimits } from './limits.ts'
import { HttpSyntaxError } from './syntax-error.ts'
import type { RequestHead } from './types.ts'

/**
 * Reads a whole request head, blank line included (RFC 9112 sections 2 to 5). Any token is a method: Outlook Anywhere
 * has RPC_IN_DATA. Of HTTP only 1.0 and 1.1 are spoken. One empty line before the request line is passed over
 * (section 2.2).
 * @throws HttpSyntaxError 400, 414, 431 or 505
 */
export function parseRequestHead(bytes: Buffer, limits: MessageLimits = defaultLimits): RequestHead {
  checkHeadSize(bytes, limits)
  const text = bytes.toString('latin1')
  const { start, methodEnd, targetEnd, minorVersion } = readRequestLine(bytes, text)
  const method = text.substring(start, methodEnd)
  const target = text.substring(methodEnd + 1, targetEnd)
  checkTarget(method, target)
  const headers = parseFields(bytes, text, targetEnd + 11, limits.fields)
  checkHost(headers, minorVersion)
  return { kind: 'request', method, target, minorVersion, headers }
}

/**
 * Looks at the beginning of a request whose head is not whole: what cannot become one (HTTP/0.9, a TLS hello) is refused at
 * once, and not when its sender's time is up.
 * @param from how many bytes an earlier call has already looked at
 * @throws HttpSyntaxError 400, 414, 431 or 505
 */
export function checkRequestBeginning(bytes: Buffer, from: number, limits: MessageLimits = defaultLimits): void {
  checkHeadSize(bytes, limits)
  const start = startOf(bytes)
  const first = bytes[start]
  // A carriage return alone may be the beginning of the empty line that is passed over.
  const mayBegin = first === undefined || is(first, TOKEN) || (bytes.length === 1 && first === CR)
  if (!mayBegin) throw new HttpSyntaxError(400, 'a malformed method')
  const lineEnd = bytes.indexOf(LF, start)
  if (lineEnd >= Math.max(from, start)) readRequestLine(bytes, bytes.toString('latin1', 0, lineEnd + 1))
}

function startOf(bytes: Buffer): number {
  return bytes[0] === CR && bytes[1] === LF ? 2 : 0
}

interface RequestLine {
  readonly start: number
  readonly methodEnd: number
  readonly targetEnd: number
  readonly minorVersion: 0 | 1
}

/** Where the parts of a whole request line are. */
function readRequestLine(bytes: Buffer, text: string): RequestLine {
  const start = startOf(bytes)
  let methodEnd = start
  while (is(bytes[methodEnd], TOKEN)) methodEnd++
  if (methodEnd === start || bytes[methodEnd] !== SPACE) throw new HttpSyntaxError(400, 'a malformed method')

  let targetEnd = methodEnd + 1
  while (is(bytes[targetEnd], TARGET)) targetEnd++
  const after = bytes[targetEnd]
  if (after === LF || (after === CR && bytes[targetEnd + 1] === LF))
    throw new HttpSyntaxError(505, 'a request without HTTP version (HTTP/0.9)')
  if (targetEnd === methodEnd + 1) throw new HttpSyntaxError(400, 'an empty request target')
  if (after !== SPACE) throw new HttpSyntaxError(400, 'a byte that a request target may not hold')

  const versionEnd = targetEnd + 9
  const version = text.substring(targetEnd + 1, versionEnd)
  const behind = bytes[versionEnd]
  if (!/^HTTP\/\d\.\d$/.test(version)) throw new HttpSyntaxError(400, 'a malformed HTTP version')
  if (behind !== CR || bytes[versionEnd + 1] !== LF) {
    if (behind === SPACE || behind === TAB) throw new HttpSyntaxError(400, 'a space after the version')
    throw new HttpSyntaxError(400, is(behind, VALUE) ? 'a malformed HTTP version' : faultInLine(behind))
  }
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') throw new HttpSyntaxError(505, `${version} instead of HTTP/1.1`)

  return { start, methodEnd, targetEnd, minorVersion: version === 'HTTP/1.1' ? 1 : 0 }
}

/**
 * The four forms of a request target (RFC 9112 section 3.2): each method has its own. Whether the absolute form may name
 * another host than the Host field is for the receiver to say: a server goes by the target (section 3.2.2), a proxy refuses.
 */
function checkTarget(method: string, target: string): void {
  if (method === 'CONNECT') {
    // There is no default port (RFC 9110 section 9.3.6).
    if (!isAuthority(target) || !/:\d+$/.test(target)) {
      throw new HttpSyntaxError(400, 'a CONNECT target that is not host:port')
    }
    return
  }
  if (target.startsWith('/')) return
  if (target === '*' && method === 'OPTIONS') return
  const authority = /^https?:\/\/([^/?]+)(?=[/?]|$)/i.exec(target)?.[1]
  if (authority === undefined || !isAuthority(authority)) throw new HttpSyntaxError(400, 'a malformed request target')
}
