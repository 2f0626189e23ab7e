// What a client's properties make of a message ([MS-OXCMSG], [MS-OXOMSG]): the store's fields, or else properties that it
// keeps as they are.

import { tags } from '../../../protocols/mapi/property-tags.ts'
import { idOf, isNamed, multiple, propertyTypes, typeOf } from '../../../protocols/mapi/property-types.ts'
import type { MapiValue, TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { importances, type MessageContent, type PropertyValue, sensitivities } from '../../mailbox/item.ts'
import type { PropertyNames } from './names.ts'

/** Properties by identifier that a client has set. */
export type SetValues = ReadonlyMap<number, TaggedValue>

type Change = Partial<Omit<MessageContent, 'kind'>>

const flagStates = ['none', 'complete', 'flagged'] as const

/** Setters of the store's fields. Those of the body and the subject need several properties at once. */
const setters: ReadonlyMap<number, (value: MapiValue) => Change> = new Map([
  [idOf(tags.messageClass), (value: MapiValue): Change => ({ itemClass: String(value) })],
  [idOf(tags.importance), (value: MapiValue): Change => ({ importance: importances[Number(value)] ?? 'normal' })],
  [idOf(tags.sensitivity), (value: MapiValue): Change => ({ sensitivity: sensitivities[Number(value)] ?? 'normal' })],
  [idOf(tags.flagStatus), (value: MapiValue): Change => ({ flag: flagStates[Number(value)] ?? 'none' })],
  [idOf(tags.internetMessageId), (value: MapiValue): Change => ({ messageId: String(value) })],
  [idOf(tags.inReplyToId), (value: MapiValue): Change => ({ inReplyTo: String(value) })],
  [idOf(tags.internetReferences), (value: MapiValue): Change => ({ references: String(value) })],
])

/** Properties that the store works out itself; setting them is taken and says nothing ([MS-OXCPRPT] 3.2.5.4). */
const ownBusiness: ReadonlySet<number> = new Set(
  [
    tags.messageFlags,
    tags.messageSize,
    tags.hasAttachments,
    tags.displayTo,
    tags.displayCc,
    tags.displayBcc,
    tags.conversationTopic,
    tags.nativeBody,
    tags.clientSubmitTime,
    tags.creationTime,
    tags.lastModificationTime,
    tags.internetCodepage,
    tags.messageLocaleId,
    tags.sentRepresentingName,
    tags.sentRepresentingAddressType,
    tags.sentRepresentingEmailAddress,
    tags.senderName,
    tags.senderAddressType,
    tags.senderEmailAddress,
  ].map(idOf),
)

/** The fields that the values change. */
export function contentChange(
  values: SetValues,
  names: PropertyNames,
  before: ReadonlyMap<string, PropertyValue>,
): Change {
  let change: Change = { ...subjectOf(values), ...bodyOf(values) }
  const properties = new Map(before)
  for (const [id, { value }] of values) {
    const setter = setters.get(id)
    if (setter !== undefined) change = { ...change, ...setter(value) }
    else if (!subjectAndBody.has(id) && !ownBusiness.has(id)) {
      const key = names.keyOf(id)
      const kept = keptValue(value)
      if (key !== undefined && kept !== undefined) properties.set(key, kept)
    }
  }
  return { ...change, properties }
}

const subjectAndBody: ReadonlySet<number> = new Set(
  [tags.subject, tags.subjectPrefix, tags.normalizedSubject, tags.body, tags.html].map(idOf),
)

function subjectOf(values: SetValues): Change {
  const text = (tag: number): string | undefined => {
    const value = values.get(idOf(tag))?.value
    return typeof value === 'string' ? value : undefined
  }
  const [whole, prefix, rest] = [text(tags.subject), text(tags.subjectPrefix), text(tags.normalizedSubject)]
  if (whole !== undefined) return { subject: whole }
  return prefix === undefined && rest === undefined ? {} : { subject: `${prefix ?? ''}${rest ?? ''}` }
}

function bodyOf(values: SetValues): Change {
  const html = values.get(idOf(tags.html))?.value
  const text = values.get(idOf(tags.body))?.value
  if (Buffer.isBuffer(html)) {
    const content = html.toString('utf8')
    return { body: { type: 'html', content, ...(typeof text === 'string' ? { plain: text } : {}) } }
  }
  return typeof text === 'string' ? { body: { type: 'text', content: text } } : {}
}

/** A value in the form in which the store keeps it; undefined for one that it cannot keep. */
function keptValue(value: MapiValue): PropertyValue | undefined {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? (value as string[]) : undefined
  return value as Exclude<typeof value, readonly unknown[]>
}

/** A kept property as a client asks for it; undefined when it is not there, or not of that type. */
export function keptProperty(
  properties: ReadonlyMap<string, PropertyValue>,
  names: PropertyNames,
  tag: number,
): TaggedValue | undefined {
  const id = idOf(tag)
  const key = names.keyOf(id)
  const value = key === undefined ? undefined : properties.get(key)
  if (value === undefined) return undefined
  const wanted = typeOf(tag)
  if (wanted === propertyTypes.unspecified) return { tag: (tag | natural(value)) >>> 0, value }
  const { integer64, currency } = propertyTypes
  if (!typesOf(value).includes(wanted)) return undefined
  const wide = typeof value === 'number' && (wanted === integer64 || wanted === currency)
  return { tag, value: wide ? BigInt(Math.trunc(value)) : value }
}

/** The types that a kept value can be asked for in: of numbers the store keeps no more than the number. */
function typesOf(value: PropertyValue): readonly number[] {
  const { string, string8, binary, boolean } = propertyTypes
  if (typeof value === 'string') return [string, string8]
  if (typeof value === 'boolean') return [boolean]
  if (typeof value === 'number') return numberTypes
  return Buffer.isBuffer(value) ? [binary] : [multiple | string, multiple | string8]
}

const numberTypes: readonly number[] = [
  propertyTypes.integer16,
  propertyTypes.integer32,
  propertyTypes.integer64,
  propertyTypes.floating32,
  propertyTypes.floating64,
  propertyTypes.floatingTime,
  propertyTypes.currency,
  propertyTypes.time,
]

function natural(value: PropertyValue): number {
  if (typeof value === 'string') return propertyTypes.string
  if (typeof value === 'boolean') return propertyTypes.boolean
  if (typeof value === 'number') return naturalNumber(value)
  return Buffer.isBuffer(value) ? propertyTypes.binary : multiple | propertyTypes.string
}

/** The store keeps an instant, in milliseconds since 1970, and a number alike: what no integer of 32 bits holds is an instant. */
function naturalNumber(value: number): number {
  if (!Number.isInteger(value)) return propertyTypes.floating64
  return Math.abs(value) < 2 ** 31 ? propertyTypes.integer32 : propertyTypes.time
}

/** Tags of the kept properties that have an identifier. */
export function keptTags(properties: ReadonlyMap<string, PropertyValue>, names: PropertyNames): number[] {
  return [...properties].flatMap(([key, value]) => {
    const id = names.idOfKey(key)
    return id === undefined || isNamed(id) === key.startsWith('0x') ? [] : [((id << 16) | natural(value)) >>> 0]
  })
}
