import { SPACE, TAB } from './bytes.ts'
import type { RawHeaders } from './types.ts'

/** All values of a field, in order; names are compared without regard to case. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase()
  const values: string[] = []
  for (const [candidate, value] of headers) {
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted) values.push(value)
  }
  return values
}

/** First value of a field, or undefined. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (const [candidate, value] of headers) {
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted) return value
  }
  return undefined
}

/** The members of a field that is a comma-separated list (RFC 9110 section 5.6.1), over all its lines, in lower case. */
export function listMembers(headers: RawHeaders, name: string): string[] {
  const members: string[] = []
  for (const value of headerValues(headers, name)) {
    for (const part of value.split(',')) {
      const member = withoutSpace(part).toLowerCase()
      if (member !== '') members.push(member)
    }
  }
  return members
}

/** Whether a comma-separated field has the member, without regard to case: `hasToken(headers, 'connection', 'close')`. */
export function hasToken(headers: RawHeaders, name: string, token: string): boolean {
  return listMembers(headers, name).includes(token.toLowerCase())
}

// Not trim(), which takes away 0xa0 as well: no white space of HTTP. Not a regular expression, which is slow on many spaces.
function withoutSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB
}
