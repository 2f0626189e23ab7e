// Search filters (RFC 4511 section 4.5.1.7): read, written, and asked of an entry.

import { ProtocolSyntaxError } from '../syntax-error.ts'
import { type BerElement, BerFields, ber, berList, berTag, berText } from './ber.ts'

/** A filter of the kinds that clients use; what is not known here matches nothing. */
export type LdapFilter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly LdapFilter[] }
  | { readonly kind: 'not'; readonly filter: LdapFilter }
  | { readonly kind: 'equal'; readonly attribute: string; readonly value: string }
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'substrings'; readonly attribute: string; readonly parts: readonly SubstringPart[] }
  | { readonly kind: 'unknown' }

interface SubstringPart {
  readonly place: 'initial' | 'any' | 'final'
  readonly text: string
}

/** Values of an attribute, whose name is in lower case. */
export type LdapEntryValues = (attribute: string) => readonly string[]

/** Filters within filters; Active Directory has a limit too. */
const deepest = 32

/** @throws ProtocolSyntaxError */
export function readFilter({ tag, content }: BerElement, depth = 0): LdapFilter {
  if (depth > deepest) throw new ProtocolSyntaxError('LDAP', `a filter is more than ${deepest} deep`)
  switch (tag) {
    case 0xa0:
    case 0xa1:
      return {
        kind: tag === 0xa0 ? 'and' : 'or',
        filters: berList(content).map((element) => readFilter(element, depth + 1)),
      }
    case 0xa2: {
      const [inner] = berList(content)
      if (inner === undefined) throw new ProtocolSyntaxError('LDAP', 'a filter was due')
      return { kind: 'not', filter: readFilter(inner, depth + 1) }
    }
    case 0xa3: {
      const fields = new BerFields(content)
      return { kind: 'equal', attribute: fields.text('an attribute'), value: fields.text('a value') }
    }
    case 0xa4: {
      const fields = new BerFields(content)
      const attribute = fields.text('an attribute')
      return { kind: 'substrings', attribute, parts: berList(fields.take(berTag.sequence, 'substrings')).map(readPart) }
    }
    case 0x87:
      return { kind: 'present', attribute: content.toString('utf8') }
    default:
      return { kind: 'unknown' }
  }
}

function readPart({ tag, content }: BerElement): SubstringPart {
  const place = tag === 0x80 ? 'initial' : tag === 0x82 ? 'final' : 'any'
  return { place, text: content.toString('utf8') }
}

export function writeFilter(filter: LdapFilter): Buffer {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return ber(filter.kind === 'and' ? 0xa0 : 0xa1, ...filter.filters.map(writeFilter))
    case 'not':
      return ber(0xa2, writeFilter(filter.filter))
    case 'equal':
      return ber(0xa3, berText(filter.attribute), berText(filter.value))
    case 'substrings': {
      const parts = filter.parts.map(({ place, text }) =>
        berText(text, { initial: 0x80, any: 0x81, final: 0x82 }[place]),
      )
      return ber(0xa4, berText(filter.attribute), ber(berTag.sequence, ...parts))
    }
    case 'present':
      return berText(filter.attribute, 0x87)
    case 'unknown':
      throw new TypeError('a filter of an unknown kind cannot be written')
  }
}

/** Whether an entry passes; undefined values and unknown filters do not, and `not` of unknown does not either. */
export function passes(filter: LdapFilter, valuesOf: LdapEntryValues): boolean {
  return evaluate(filter, valuesOf) === true
}

function evaluate(filter: LdapFilter, valuesOf: LdapEntryValues): boolean | undefined {
  switch (filter.kind) {
    case 'and': {
      const results = filter.filters.map((inner) => evaluate(inner, valuesOf))
      return results.includes(false) ? false : results.includes(undefined) ? undefined : true
    }
    case 'or': {
      const results = filter.filters.map((inner) => evaluate(inner, valuesOf))
      return results.includes(true) ? true : results.includes(undefined) ? undefined : false
    }
    case 'not': {
      const result = evaluate(filter.filter, valuesOf)
      return result === undefined ? undefined : !result
    }
    case 'unknown':
      return undefined
    case 'present':
      return valuesOf(filter.attribute.toLowerCase()).length > 0
    case 'equal': {
      const wanted = filter.value.toLowerCase()
      return valuesOf(filter.attribute.toLowerCase()).some((value) => value.toLowerCase() === wanted)
    }
    case 'substrings':
      return valuesOf(filter.attribute.toLowerCase()).some((value) => hasParts(value.toLowerCase(), filter.parts))
  }
}

function hasParts(value: string, parts: readonly SubstringPart[]): boolean {
  let at = 0
  for (const { place, text } of parts) {
    const wanted = text.toLowerCase()
    if (place === 'final') return value.length - wanted.length >= at && value.endsWith(wanted)
    const found = place === 'initial' ? (value.startsWith(wanted) ? 0 : -1) : value.indexOf(wanted, at)
    if (found < 0) return false
    at = found + wanted.length
  }
  return true
}
