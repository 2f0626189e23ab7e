import { CR, is, LF, SPACE, VALUE } from './bytes.ts'
import { faultInLine, parseFields } from './fields.ts'
import { checkHeadSize } from './head.ts'
import { defaultLimits, type MessageLimits } from './limits.ts'
import { HttpSyntaxError } from './syntax-error.ts'
import type { ResponseHead } from './types.ts'

/**
 * Reads a whole response head, blank line included (RFC 9112 section 4). The space after the status code may be missing
 * when there is no reason phrase, as some servers write it.
 * @throws HttpSyntaxError
 */
export function parseResponseHead(bytes: Buffer, limits: MessageLimits = defaultLimits): ResponseHead {
  checkHeadSize(bytes, limits)
  const text = bytes.toString('latin1')
  const version = text.substring(0, 8)
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') throw new HttpSyntaxError(505, 'an answer that is not HTTP/1.x')
  const code = text.substring(9, 12)
  if (bytes[8] !== SPACE || !/^[1-5]\d\d$/.test(code)) throw new HttpSyntaxError(400, 'a malformed status line')

  let end = 12
  if (bytes[end] === SPACE) {
    end++
    while (is(bytes[end], VALUE)) end++
  }
  if (bytes[end] !== CR || bytes[end + 1] !== LF) {
    throw new HttpSyntaxError(400, is(bytes[end], VALUE) ? 'a malformed status line' : faultInLine(bytes[end]))
  }

  return {
    kind: 'response',
    status: Number(code),
    reason: text.slice(13, end),
    minorVersion: version === 'HTTP/1.1' ? 1 : 0,
    headers: parseFields(bytes, text, end + 2, limits.fields),
  }
}
