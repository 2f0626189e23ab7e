// What the store calls the properties that it keeps for clients, whatever protocol they come by: `0x1081`, `Common:0x8570`,
// `PublicStrings:Keywords`, `InternetHeaders:x-mailer`.

import { lookupTable } from '../../base/lookup-table.ts'
import { propertySets } from '../../protocols/mapi/property-sets.ts'

/** DistinguishedPropertySetType of EWS and the GUIDs that they stand for. */
const distinguishedSets = lookupTable<string>({
  Address: propertySets.address,
  Appointment: propertySets.appointment,
  CalendarAssistant: propertySets.calendarAssistant,
  Common: propertySets.common,
  InternetHeaders: propertySets.internetHeaders,
  Meeting: propertySets.meeting,
  PublicStrings: propertySets.publicStrings,
  Sharing: propertySets.sharing,
  Task: propertySets.task,
  UnifiedMessaging: propertySets.unifiedMessaging,
})

const setNames: ReadonlyMap<string, string> = new Map(
  Object.entries(distinguishedSets).map(([name, guid]) => [guid, name]),
)

/** Whether EWS calls a property set by that word. */
export function isPropertySet(name: string): boolean {
  return Object.hasOwn(distinguishedSets, name)
}

const tagKeys = new Map<number, string>()

/** Key of a property by the number of its tag, without the type. */
export function tagKey(number: number): string {
  const known = tagKeys.get(number)
  if (known !== undefined) return known
  const key = `0x${number.toString(16).padStart(4, '0')}`
  // Tables of ROPs ask for the same few in every row; a number of 16 bits bounds how many there can be.
  if (number <= 0xffff) tagKeys.set(number, key)
  return key
}

/**
 * Key of a property of a set, by a name or number within it; names of headers are one in any case ([MS-OXCMSG] 2.2.1.2).
 * @param set a word of EWS, or a GUID
 */
export function namedKey(set: string, name: string | number): string {
  const owner = setNames.get(set.toLowerCase()) ?? (isPropertySet(set) ? set : set.toLowerCase())
  if (typeof name === 'number') return `${owner}:${tagKey(name)}`
  return `${owner}:${owner === 'InternetHeaders' ? name.toLowerCase() : name}`
}

/** The set, by its GUID, and the name or number of a key that `namedKey` made; undefined for other keys. */
export function nameOfKey(key: string): { readonly set: string; readonly id: string | number } | undefined {
  const colon = key.indexOf(':')
  const owner = key.slice(0, Math.max(colon, 0))
  const set = distinguishedSets[owner] ?? (guidPattern.test(owner) ? owner : undefined)
  const name = key.slice(colon + 1)
  if (set === undefined || name === '') return undefined
  return { set, id: /^0x[0-9a-f]{4,8}$/.test(name) ? Number(name) : name }
}

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
