import { COLON, CR, classes, is, LF, SPACE, TAB, TOKEN, VALUE } from './bytes.ts'
import { HttpSyntaxError } from './syntax-error.ts'
import type { RawHeaders } from './types.ts'

/**
 * Reads field lines up to and with the blank line that ends them (RFC 9112 section 5).
 * @param text the same bytes as latin1; names and values are cut out of it
 * @param at where the first field line begins
 * @throws HttpSyntaxError on a bare CR or LF, a control byte, a folded line, a space before the colon, too many fields
 */
export function parseFields(bytes: Buffer, text: string, at: number, maxFields: number): RawHeaders {
  const headers: [string, string][] = []
  for (;;) {
    const first = bytes[at]
    if (first === CR) {
      if (bytes[at + 1] !== LF) throw new HttpSyntaxError(400, 'a carriage return without line feed')
      if (at + 2 !== bytes.length) throw new HttpSyntaxError(400, 'bytes after the blank line of the head')
      return headers
    }
    if (first === SPACE || first === TAB) throw new HttpSyntaxError(400, 'a folded header line')
    if (headers.length === maxFields) throw new HttpSyntaxError(431, `more than ${maxFields} header fields`)

    const nameEnd = endOfName(bytes, at)
    let start = nameEnd + 1
    while (bytes[start] === SPACE || bytes[start] === TAB) start++
    let end = start
    // The byte classes are looked up without `is` here: this loop sees every byte of every head.
    while (((classes[bytes[end] ?? 0] ?? 0) & VALUE) !== 0) end++
    if (bytes[end] !== CR || bytes[end + 1] !== LF) throw new HttpSyntaxError(400, faultInLine(bytes[end]))

    const next = end + 2
    while (end > start && (bytes[end - 1] === SPACE || bytes[end - 1] === TAB)) end--
    headers.push([text.substring(at, nameEnd), text.substring(start, end)])
    at = next
  }
}

function endOfName(bytes: Buffer, at: number): number {
  let end = at
  while (is(bytes[end], TOKEN)) end++
  const stop = bytes[end]
  if (stop === COLON && end > at) return end
  if (stop === COLON) throw new HttpSyntaxError(400, 'a header without a name')
  if (stop === SPACE || stop === TAB) throw new HttpSyntaxError(400, 'a space in or after a header name')
  if (stop === CR || stop === LF) throw new HttpSyntaxError(400, 'a header line without a colon')
  throw new HttpSyntaxError(400, 'a byte that a header name may not hold')
}

/** Names the byte on which a line broke off. */
export function faultInLine(byte: number | undefined): string {
  if (byte === CR) return 'a carriage return without line feed'
  if (byte === LF) return 'a line feed without carriage return'
  if (byte === 0) return 'a NUL byte'
  return byte === undefined ? 'a head that breaks off' : 'a control byte'
}
