// What the store calls the properties that it keeps for clients, whatever protocol they come by: `0x1081`, `Common:0x8570`,
// `PublicStrings:Keywords`, `InternetHeaders:x-mailer`.

/** DistinguishedPropertySetType of EWS and the GUIDs that they stand for ([MS-OXPROPS] 1.3.2). */
const propertySets = {
  Address: '00062004-0000-0000-c000-000000000046',
  Appointment: '00062002-0000-0000-c000-000000000046',
  CalendarAssistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
  Common: '00062008-0000-0000-c000-000000000046',
  InternetHeaders: '00020386-0000-0000-c000-000000000046',
  Meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  PublicStrings: '00020329-0000-0000-c000-000000000046',
  Sharing: '00062040-0000-0000-c000-000000000046',
  Task: '00062003-0000-0000-c000-000000000046',
  UnifiedMessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
} as const

const setNames: ReadonlyMap<string, string> = new Map(Object.entries(propertySets).map(([name, guid]) => [guid, name]))

/** Whether EWS calls a property set by that word. */
export function isPropertySet(name: string): boolean {
  return Object.hasOwn(propertySets, name)
}

/** Key of a property by the number of its tag, without the type. */
export function tagKey(number: number): string {
  return `0x${number.toString(16).padStart(4, '0')}`
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
