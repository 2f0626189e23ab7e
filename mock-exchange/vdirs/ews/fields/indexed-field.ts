// Properties that have several values under keys (PathToIndexedFieldType): a contact's addresses and numbers, and the
// headers of a message.

import { lookupTable } from '../../../../base/lookup-table.ts'
import { headersOf } from '../../../mailbox/headers.ts'
import type { Address, Contact, Item } from '../../../mailbox/item.ts'
import type { Change } from '../../../mailbox/item-change.ts'
import { tagKey } from '../../../mailbox/property-keys.ts'
import { attributeOf, childrenOf, type Element } from '../../../xml/document.ts'
import { typesNamespace } from '../namespaces.ts'

/** How the values of one indexed property are read and changed. */
export interface IndexedField {
  /** Local name of the element that holds all entries. */
  readonly element: string
  /** Undefined for keys that the schema does not know. */
  readonly keys: readonly string[] | undefined
  value(item: Item, key: string): string | undefined
  set?(item: Item, key: string, value: string | undefined): Change
}

const emailKeys = ['EmailAddress1', 'EmailAddress2', 'EmailAddress3']
const imKeys = ['ImAddress1', 'ImAddress2', 'ImAddress3']
const phoneKeys =
  'AssistantPhone BusinessFax BusinessPhone BusinessPhone2 Callback CarPhone CompanyMainPhone HomeFax HomePhone HomePhone2 Isdn MobilePhone OtherFax OtherTelephone Pager PrimaryPhone RadioPhone Telex TtyTddPhone BusinessMobile IPPhone Mms Msn'.split(
    ' ',
  )

const contactOf = (item: Item): Contact | undefined => (item.kind === 'contact' ? item : undefined)

/** A contact's part of a postal address, by the MAPI property that it is ([MS-OXOCNTC] 2.2.1.3). */
const addressParts = lookupTable<Readonly<Record<string, string>>>({
  Street: { Business: 'Address:0x8045', Home: tagKey(0x3a5d), Other: tagKey(0x3a63) },
  City: { Business: 'Address:0x8046', Home: tagKey(0x3a59), Other: tagKey(0x3a5f) },
  State: { Business: 'Address:0x8047', Home: tagKey(0x3a5c), Other: tagKey(0x3a62) },
  CountryOrRegion: { Business: 'Address:0x8049', Home: tagKey(0x3a5a), Other: tagKey(0x3a60) },
  PostalCode: { Business: 'Address:0x8048', Home: tagKey(0x3a5b), Other: tagKey(0x3a61) },
})

/** In the order of the schema. */
export const physicalParts: readonly string[] = Object.keys(addressParts)
export const physicalKeys: readonly string[] = ['Business', 'Home', 'Other']

function textProperty(name: (key: string) => string): Pick<IndexedField, 'value' | 'set'> {
  return {
    value(item, key) {
      const value = item.properties.get(name(key))
      return typeof value === 'string' ? value : undefined
    },
    set(item, key, value) {
      const properties = new Map(item.properties)
      if (value === undefined) properties.delete(name(key))
      else properties.set(name(key), value)
      return { properties }
    },
  }
}

const emailAddress: IndexedField = {
  element: 'EmailAddresses',
  keys: emailKeys,
  value: (item, key) => contactOf(item)?.emails[emailKeys.indexOf(key)]?.address || undefined,
  set(item, key, value) {
    const before = contactOf(item)
    const emails: Address[] = [...(before?.emails ?? [])]
    const at = emailKeys.indexOf(key)
    while (emails.length < at) emails.push({ name: '', address: '' })
    emails[at] = { name: before?.displayName || value || '', address: value ?? '' }
    while (emails.at(-1)?.address === '') emails.pop()
    return { emails }
  },
}

const phoneNumber: IndexedField = {
  element: 'PhoneNumbers',
  keys: phoneKeys,
  value: (item, key) => contactOf(item)?.phones.get(key),
  set(item, key, value) {
    const phones = new Map(contactOf(item)?.phones)
    if (value === undefined) phones.delete(key)
    else phones.set(key, value)
    return { phones }
  },
}

const internetHeader: IndexedField = {
  element: 'InternetMessageHeaders',
  keys: undefined,
  value(item, key) {
    if (item.kind !== 'message') return undefined
    return headersOf(item).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1]
  },
}

/** By FieldURI. */
export const indexedFields: ReadonlyMap<string, IndexedField> = new Map([
  ['contacts:EmailAddress', emailAddress],
  ['contacts:PhoneNumber', phoneNumber],
  [
    'contacts:ImAddress',
    {
      element: 'ImAddresses',
      keys: imKeys,
      ...textProperty((key) => (key === 'ImAddress1' ? 'Address:0x8062' : `Address:${key}`)),
    },
  ],
  ...Object.entries(addressParts).map(([part, names]): [string, IndexedField] => [
    `contacts:PhysicalAddress:${part}`,
    { element: 'PhysicalAddresses', keys: physicalKeys, ...textProperty((key) => names[key] ?? '') },
  ]),
  ['item:InternetMessageHeader', internetHeader],
])

/** What the `t:Entry` elements within a list say, each put where its key belongs. The list is replaced as a whole. */
export function readEntries(list: Element | undefined, item: Item, field: IndexedField): Change {
  let change: Change = {}
  const given = list === undefined ? [] : childrenOf(list, typesNamespace, 'Entry')
  for (const key of field.keys ?? []) {
    const entry = given.find((one) => attributeOf(one, 'Key') === key)
    const value = entry?.textContent.trim() || undefined
    if (value === undefined && field.value({ ...item, ...change } as Item, key) === undefined) continue
    change = { ...change, ...field.set?.({ ...item, ...change } as Item, key, value) }
  }
  return change
}
