// Properties of contacts (ContactItemType), in the order of the schema; most are kept as the MAPI properties that they are.

import type { Contact } from '../../../mailbox/item.ts'
import type { Change } from '../../../mailbox/item-change.ts'
import { tagKey } from '../../../mailbox/property-keys.ts'
import { attributeOf, childOf, childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { typesNamespace } from '../namespaces.ts'
import { type Field, kept, plain, setter, textElement } from './field.ts'
import { indexedFields, physicalKeys, physicalParts, readEntries } from './indexed-field.ts'

type ContactField = Field<Contact>

/** A text that the store has a place for. */
function named(
  name: string,
  key: 'fileAs' | 'displayName' | 'givenName' | 'middleName' | 'surname' | 'company' | 'jobTitle',
  shown: 'default' | 'all' = 'all',
): ContactField {
  return plain<Contact>(`contacts:${name}`, 'text', (contact) => contact[key] || undefined, {
    shown,
    set: setter('text', (text = '') => ({ [key]: text }) as Change),
  })
}

/** A list of entries under keys. */
function entries(uri: string, shown: 'default' | 'all'): ContactField {
  const field = indexedFields.get(uri)
  if (field === undefined) throw new TypeError(`there is no indexed property ${uri}`)
  const { element, keys = [] } = field
  return {
    uri: `contacts:${element}`,
    element,
    shown,
    write(contact) {
      const list = keys.flatMap((key) => {
        const value = field.value(contact, key)
        return value === undefined ? [] : [markup`<t:Entry Key="${key}">${value}</t:Entry>`]
      })
      return list.length === 0 ? undefined : markup`<t:${element}>${list}</t:${element}>`
    },
    set: (list, contact) => readEntries(list, contact, field),
  }
}

/** Postal addresses: each an entry of parts. */
const physicalAddresses: ContactField = {
  uri: 'contacts:PhysicalAddresses',
  element: 'PhysicalAddresses',
  shown: 'default',
  write(contact) {
    const list = physicalKeys.flatMap((key) => {
      const parts = physicalParts.map((part) =>
        textElement(part, indexedFields.get(`contacts:PhysicalAddress:${part}`)?.value(contact, key)),
      )
      return parts.some((part) => part !== undefined) ? [markup`<t:Entry Key="${key}">${parts}</t:Entry>`] : []
    })
    return list.length === 0 ? undefined : markup`<t:PhysicalAddresses>${list}</t:PhysicalAddresses>`
  },
  set(list, contact) {
    let change: Change = {}
    for (const key of physicalKeys) {
      const entry = list && childrenOf(list, typesNamespace, 'Entry').find((one) => attributeOf(one, 'Key') === key)
      for (const part of physicalParts) {
        const value = entry && childOf(entry, typesNamespace, part)?.textContent
        const field = indexedFields.get(`contacts:PhysicalAddress:${part}`)
        change = { ...change, ...field?.set?.({ ...contact, ...change } as Contact, key, value || undefined) }
      }
    }
    return change
  },
}

const mapi = (name: string, tag: number): ContactField => kept(`contacts:${name}`, tagKey(tag), 'text')

export const contactFields: readonly ContactField[] = [
  named('FileAs', 'fileAs', 'default'),
  kept('contacts:FileAsMapping', 'FileAsMapping', 'text'),
  {
    ...named('DisplayName', 'displayName', 'default'),
    set: setter('text', (displayName = '') => ({ displayName, subject: displayName })),
  },
  named('GivenName', 'givenName', 'default'),
  mapi('Initials', 0x3a0a),
  named('MiddleName', 'middleName'),
  mapi('Nickname', 0x3a4f),
  {
    uri: 'contacts:CompleteName',
    element: 'CompleteName',
    shown: 'all',
    write({ givenName, middleName, surname, displayName }) {
      const parts = Object.entries({
        FirstName: givenName,
        MiddleName: middleName,
        LastName: surname,
        FullName: displayName,
      })
      return markup`<t:CompleteName>${parts.map(([name, text]) => textElement(name, text || undefined))}</t:CompleteName>`
    },
  },
  named('CompanyName', 'company', 'default'),
  entries('contacts:EmailAddress', 'default'),
  physicalAddresses,
  entries('contacts:PhoneNumber', 'default'),
  mapi('AssistantName', 0x3a30),
  kept('contacts:Birthday', tagKey(0x3a42), 'instant'),
  mapi('BusinessHomePage', 0x3a51),
  kept('contacts:Children', tagKey(0x3a58), 'texts'),
  kept('contacts:Companies', 'Common:0x8539', 'texts'),
  plain('contacts:ContactSource', 'text', () => 'Store'),
  mapi('Department', 0x3a18),
  mapi('Generation', 0x3a05),
  entries('contacts:ImAddress', 'default'),
  named('JobTitle', 'jobTitle', 'default'),
  mapi('Manager', 0x3a4e),
  kept('contacts:Mileage', 'Common:0x8534', 'text'),
  mapi('OfficeLocation', 0x3a19),
  kept('contacts:PostalAddressIndex', 'PostalAddressIndex', 'text'),
  mapi('Profession', 0x3a46),
  mapi('SpouseName', 0x3a48),
  named('Surname', 'surname', 'default'),
  kept('contacts:WeddingAnniversary', tagKey(0x3a41), 'instant'),
  plain('contacts:HasPicture', 'boolean', () => false, { since: 2010 }),
]
