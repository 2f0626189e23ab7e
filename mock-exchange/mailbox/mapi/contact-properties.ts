// MAPI properties that contacts have beside those of all items ([MS-OXOCNTC] 2.2.1).

import { named } from '../../../protocols/mapi/named-properties.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import type { Address, Contact } from '../item.ts'
import type { Change } from '../item-change.ts'
import { asText, kept, type MapiProperty, row } from './property.ts'

/** PidTagIconIndex of a contact. */
const contactIcon = 0x200

type TextField = 'fileAs' | 'givenName' | 'middleName' | 'surname' | 'company' | 'jobTitle'

function text(property: Parameters<typeof row>[0], field: TextField): MapiProperty<Contact> {
  return row<Contact>(
    property,
    (contact) => contact[field] || undefined,
    (value) => ({ [field]: asText(value) }) as Change,
  )
}

/** Telephone numbers by the keys of EWS ([MS-OXOCNTC] 2.2.1.4). */
const phones = {
  AssistantPhone: tags.assistantTelephoneNumber,
  BusinessFax: tags.businessFaxNumber,
  BusinessPhone: tags.businessTelephoneNumber,
  BusinessPhone2: tags.business2TelephoneNumber,
  Callback: tags.callbackTelephoneNumber,
  CarPhone: tags.carTelephoneNumber,
  CompanyMainPhone: tags.companyMainTelephoneNumber,
  HomeFax: tags.homeFaxNumber,
  HomePhone: tags.homeTelephoneNumber,
  HomePhone2: tags.home2TelephoneNumber,
  Isdn: tags.isdnNumber,
  MobilePhone: tags.mobileTelephoneNumber,
  OtherFax: tags.primaryFaxNumber,
  OtherTelephone: tags.otherTelephoneNumber,
  Pager: tags.pagerTelephoneNumber,
  PrimaryPhone: tags.primaryTelephoneNumber,
  RadioPhone: tags.radioTelephoneNumber,
  Telex: tags.telexNumber,
  TtyTddPhone: tags.telecommunicationsDeviceForDeafTelephoneNumber,
} as const

function phone([key, tag]: readonly [string, number]): MapiProperty<Contact> {
  return row<Contact>(
    tag,
    (contact) => contact.phones.get(key),
    (value, contact) => {
      const changed = new Map(contact.phones)
      if (asText(value) === '') changed.delete(key)
      else changed.set(key, asText(value))
      return { phones: changed }
    },
  )
}

const emails = [named.email1, named.email2, named.email3] as const

function withEmail(contact: Contact, index: number, change: Partial<Address>): Change {
  const list = [...contact.emails]
  while (list.length <= index) list.push({ name: '', address: '' })
  list[index] = { name: '', address: '', ...list[index], ...change }
  while (list.at(-1)?.address === '' && list.at(-1)?.name === '') list.pop()
  return { emails: list }
}

/** The properties of the first, second or third e-mail address. */
function email(names: (typeof emails)[number], index: number): MapiProperty<Contact>[] {
  const part = (contact: Contact, name: keyof Address): string | undefined => contact.emails[index]?.[name] || undefined
  return [
    row<Contact>(
      names.emailAddress,
      (contact) => part(contact, 'address'),
      // One of the address book (EX) has its SMTP address in the original display name ([MS-OXOCNTC] 2.2.1.2.5).
      (value, contact) =>
        value === undefined || asText(value).includes('@') ? withEmail(contact, index, { address: asText(value) }) : {},
    ),
    row<Contact>(
      names.originalDisplayName,
      (contact) => part(contact, 'address'),
      (value, contact) =>
        asText(value).includes('@') && part(contact, 'address') === undefined
          ? withEmail(contact, index, { address: asText(value) })
          : {},
    ),
    row<Contact>(
      names.displayName,
      (contact) => part(contact, 'name'),
      (value, contact) => withEmail(contact, index, { name: asText(value) }),
    ),
    row<Contact>(names.addressType, (contact) => part(contact, 'address') && 'SMTP'),
  ]
}

export const contactProperties: readonly MapiProperty<Contact>[] = [
  row<Contact>(
    tags.displayName,
    ({ displayName }) => displayName,
    (value) => ({ displayName: asText(value), subject: asText(value) }),
  ),
  text(named.fileUnder, 'fileAs'),
  text(tags.givenName, 'givenName'),
  text(tags.middleName, 'middleName'),
  text(tags.surname, 'surname'),
  text(tags.companyName, 'company'),
  text(tags.title, 'jobTitle'),
  ...Object.entries(phones).map(phone),
  ...emails.flatMap(email),
  // Which addresses are there, as a list and as bits ([MS-OXOCNTC] 2.2.1.2.11, 2.2.1.2.12).
  row<Contact>(named.addressBookProviderEmailList, ({ emails: list }) => {
    const present = list.flatMap(({ address }, index) => (address === '' ? [] : [index]))
    return present.length === 0 ? undefined : present
  }),
  row<Contact>(named.addressBookProviderArrayType, (contact) =>
    contact.emails.reduce((bits, { address }, index) => bits | (address === '' ? 0 : 1 << index), 0),
  ),
  kept<Contact>(named.hasPicture, () => false),
  kept<Contact>(tags.iconIndex, () => contactIcon),
  kept<Contact>(named.fileUnderId),
  ...[
    tags.displayNamePrefix,
    tags.generation,
    tags.initials,
    tags.nickname,
    tags.departmentName,
    tags.officeLocation,
    tags.profession,
    tags.managerName,
    tags.assistant,
    tags.spouseName,
    tags.childrensNames,
    tags.hobbies,
    tags.birthday,
    tags.weddingAnniversary,
    tags.businessHomePage,
    tags.personalHomePage,
    tags.homeAddressStreet,
    tags.homeAddressCity,
    tags.homeAddressStateOrProvince,
    tags.homeAddressPostalCode,
    tags.homeAddressCountry,
    tags.otherAddressStreet,
    tags.otherAddressCity,
    tags.otherAddressStateOrProvince,
    tags.otherAddressPostalCode,
    tags.otherAddressCountry,
    named.workAddressStreet,
    named.workAddressCity,
    named.workAddressState,
    named.workAddressPostalCode,
    named.workAddressCountry,
    named.homeAddress,
    named.workAddress,
    named.otherAddress,
    named.postalAddressId,
    named.instantMessagingAddress,
    named.html,
  ].map((property) => kept<Contact>(property)),
]
