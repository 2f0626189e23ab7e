// Values of properties, as they stand in XML and as the store keeps them.

import type { PropertyValue } from '../../mailbox/item.ts'
import type { Element } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { schemaFault } from './errors.ts'

/** Kinds of values that can be compared; instants are numbers, in milliseconds since 1970. */
export type ValueType = 'text' | 'number' | 'boolean' | 'instant' | 'binary' | 'texts'

/** What the store's states of time are called (LegacyFreeBusyType). */
export const busyStatuses = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  oof: 'OOF',
  elsewhere: 'WorkingElsewhere',
} as const

/** Times of .NET. A property that was set as a number can be any. */
const times = { first: Date.parse('0001-01-01T00:00:00Z'), last: Date.parse('9999-12-31T23:59:59Z') } as const

/** An instant as EWS writes it: to the second, in UTC (DateTimePrecision `Seconds`, the default). */
export function instantText(instant: number): string {
  const time = Math.min(Math.max(instant, times.first), times.last)
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

/**
 * Reads xs:dateTime or xs:date; without an offset it is UTC.
 * @throws EwsFault ErrorSchemaValidation
 */
export function readInstant(text: string): number {
  const match = /^(-?\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text.trim())
  const [, day = '', time = '00:00:00', fraction = '', offset = 'Z'] = match ?? []
  const instant = match === null ? Number.NaN : Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset}`)
  if (Number.isFinite(instant)) return instant
  throw invalid(text, 'dateTime')
}

/** Reads xs:boolean. @throws EwsFault ErrorSchemaValidation */
export function readBoolean(text: string): boolean {
  const value = { true: true, 1: true, false: false, 0: false }[text.trim()]
  if (value === undefined) throw invalid(text, 'boolean')
  return value
}

/** Reads a number. @throws EwsFault ErrorSchemaValidation */
export function readNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw invalid(text, 'int')
  return value
}

/** Reads xs:base64Binary. @throws EwsFault ErrorSchemaValidation */
export function readBase64(text: string): Buffer {
  const compact = text.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) throw invalid(text, 'base64Binary')
  return Buffer.from(compact, 'base64')
}

/** Reads a value of that kind. @throws EwsFault ErrorSchemaValidation */
export function readValue(text: string, type: ValueType): PropertyValue {
  switch (type) {
    case 'instant':
      return readInstant(text)
    case 'number':
      return readNumber(text)
    case 'boolean':
      return readBoolean(text)
    case 'binary':
      return readBase64(text)
    case 'texts':
      return [text]
    case 'text':
      return text
  }
}

/** A value as text between tags. */
export function valueText(value: Exclude<PropertyValue, readonly string[]>, type: ValueType): string {
  if (Buffer.isBuffer(value)) return value.toString('base64')
  return type === 'instant' && typeof value === 'number' ? instantText(value) : String(value)
}

/** Texts of the `t:String` elements within an element. */
export function readStrings(element: Element): string[] {
  return element.children.filter(({ localName }) => localName === 'String').map(({ textContent }) => textContent)
}

/** `t:String` elements. */
export function stringElements(texts: readonly string[]): Markup[] {
  return texts.map((text) => markup`<t:String>${text}</t:String>`)
}

function invalid(text: string, type: string): Error {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text
  return schemaFault(
    `The value '${shown}' is invalid according to its datatype 'http://www.w3.org/2001/XMLSchema:${type}'.`,
  )
}
