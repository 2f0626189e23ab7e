// Elements of contacts that are MAPI properties without a field of their own in the store ([MS-ASCNTC] 2.2.2, matched with
// [MS-OXOCNTC] from memory): every protocol sees what a phone writes there.

import { named } from '../../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../../protocols/mapi/property-tags.ts'
import type { PropertyValue } from '../../../mailbox/item.ts'
import { keyOf } from '../../../mailbox/mapi/property.ts'
import { dateText, readDate } from './values.ts'

const texts = {
  'Contacts:AssistantName': tags.assistant,
  'Contacts:BusinessAddressCity': named.workAddressCity,
  'Contacts:BusinessAddressCountry': named.workAddressCountry,
  'Contacts:BusinessAddressPostalCode': named.workAddressPostalCode,
  'Contacts:BusinessAddressState': named.workAddressState,
  'Contacts:BusinessAddressStreet': named.workAddressStreet,
  'Contacts:Department': tags.departmentName,
  'Contacts:HomeAddressCity': tags.homeAddressCity,
  'Contacts:HomeAddressCountry': tags.homeAddressCountry,
  'Contacts:HomeAddressPostalCode': tags.homeAddressPostalCode,
  'Contacts:HomeAddressState': tags.homeAddressStateOrProvince,
  'Contacts:HomeAddressStreet': tags.homeAddressStreet,
  'Contacts:OfficeLocation': tags.officeLocation,
  'Contacts:OtherAddressCity': tags.otherAddressCity,
  'Contacts:OtherAddressCountry': tags.otherAddressCountry,
  'Contacts:OtherAddressPostalCode': tags.otherAddressPostalCode,
  'Contacts:OtherAddressState': tags.otherAddressStateOrProvince,
  'Contacts:OtherAddressStreet': tags.otherAddressStreet,
  'Contacts:Spouse': tags.spouseName,
  'Contacts:Suffix': tags.generation,
  'Contacts:Title': tags.displayNamePrefix,
  'Contacts:WebPage': tags.businessHomePage,
  'Contacts2:IMAddress': named.instantMessagingAddress,
  'Contacts2:ManagerName': tags.managerName,
  'Contacts2:NickName': tags.nickname,
} as const

const dates = { 'Contacts:Anniversary': tags.weddingAnniversary, 'Contacts:Birthday': tags.birthday } as const

const keys: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...texts, ...dates }).map(([element, property]) => [element, keyOf(property)]),
)
const elements: ReadonlyMap<string, string> = new Map([...keys].map(([element, key]) => [key, element]))

/** Under which an element that nothing else knows is kept. */
const unknown = 'ActiveSync:'

/** The kept property that an element sets; a date that cannot be read is kept as it came. */
export function propertyOf(page: string, tag: string, text: string): readonly [key: string, value: PropertyValue] {
  const element = `${page}:${tag}`
  const key = keys.get(element) ?? `${unknown}${element}`
  return [key, element in dates ? (readDate(text) ?? text) : text]
}

/** The element that a kept property is, and its text; undefined for one that phones have no element for. */
export function elementOf(
  key: string,
  value: PropertyValue,
): { readonly page: 'Contacts' | 'Contacts2'; readonly tag: string; readonly text: string } | undefined {
  const element = elements.get(key) ?? (key.startsWith(unknown) ? key.slice(unknown.length) : '')
  const [page, tag = ''] = element.split(':')
  if (page !== 'Contacts' && page !== 'Contacts2') return undefined
  if (element in dates && typeof value === 'number') return { page, tag, text: dateText(value) }
  return typeof value === 'string' ? { page, tag, text: value } : undefined
}
