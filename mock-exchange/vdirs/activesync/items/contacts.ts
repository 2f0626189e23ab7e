// Contacts ([MS-ASCNTC]). What the store has no field for (addresses, birthdays …) is kept, and given back.

import { lookupTable } from '../../../../base/lookup-table.ts'
import { childrenOf, innerText, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { type Address, type ContactContent, contact, type Item, type PropertyValue } from '../../../mailbox/item.ts'
import { bodyElements, oldBodyElements } from './body.ts'
import { elementOf, propertyOf } from './contact-properties.ts'
import { readBody } from './item-body.ts'
import type { ItemClass, WriteSetup } from './item-class.ts'
import { categoriesElement, readCategories } from './shared-elements.ts'
import { addressText, clean, readAddress } from './values.ts'

const contacts = tagsOf('Contacts')

/** The store's fields by their elements. */
const names = {
  FirstName: 'givenName',
  MiddleName: 'middleName',
  LastName: 'surname',
  CompanyName: 'company',
  JobTitle: 'jobTitle',
  FileAs: 'fileAs',
} as const

/** EWS's keys of telephone numbers, as the store has them, by their elements. */
const phones = lookupTable<string>({
  BusinessPhoneNumber: 'BusinessPhone',
  Business2PhoneNumber: 'BusinessPhone2',
  HomePhoneNumber: 'HomePhone',
  Home2PhoneNumber: 'HomePhone2',
  MobilePhoneNumber: 'MobilePhone',
  BusinessFaxNumber: 'BusinessFax',
  HomeFaxNumber: 'HomeFax',
  CarPhoneNumber: 'CarPhone',
  PagerNumber: 'Pager',
  RadioPhoneNumber: 'RadioPhone',
  AssistantPhoneNumber: 'AssistantPhone',
})

const emailTags = ['Email1Address', 'Email2Address', 'Email3Address'] as const
const known = new Set<string>([
  ...Object.keys(names),
  ...Object.keys(phones),
  ...emailTags,
  'Body',
  'BodySize',
  'BodyTruncated',
  'Categories',
])

async function write(item: Item, { options, version }: WriteSetup): Promise<WbxmlElement[]> {
  if (item.kind !== 'contact') return []
  const texts = Object.entries(names).map(([tag, field]) => [tag, item[field]] as const)
  const numbers = Object.entries(phones).map(([tag, key]) => [tag, item.phones.get(key) ?? ''] as const)
  const emails = emailTags.map((tag, index) => {
    const email = item.emails[index]
    return [tag, email === undefined || email.address === '' ? '' : addressText(email)] as const
  })
  const { categories } = item
  return [
    ...[...texts, ...numbers, ...emails].flatMap(([tag, text]) => (text === '' ? [] : [contacts(tag, clean(text))])),
    ...[...item.properties].flatMap(([name, value]) => keptElement(name, value)),
    ...(version < 120 ? oldBodyElements(item, options, 'Contacts') : await bodyElements(item, options)),
    ...categoriesElement('Contacts', categories),
  ]
}

function keptElement(name: string, value: PropertyValue): WbxmlElement[] {
  const element = elementOf(name, value)
  return element === undefined || element.text === '' ? [] : [tagsOf(element.page)(element.tag, clean(element.text))]
}

function read(data: WbxmlElement, before: Item | undefined): Partial<ContactContent> {
  const old = before?.kind === 'contact' ? before : undefined
  const text = (tag: string): string | undefined => textOf(data, 'Contacts', tag)
  const numbers = new Map(old?.phones)
  for (const [tag, key] of Object.entries(phones)) {
    const number = text(tag)
    if (number === '') numbers.delete(key)
    else if (number !== undefined) numbers.set(key, number)
  }
  const emails: (Address | undefined)[] = emailTags.map((tag, index) => {
    const given = text(tag)
    return given === undefined ? old?.emails[index] : given === '' ? undefined : readAddress(given)
  })
  const properties = new Map(old?.properties)
  for (const child of childrenOf(data)) {
    if (child.page !== 'Contacts' && child.page !== 'Contacts2') continue
    if (child.page === 'Contacts' && known.has(child.tag)) continue
    const text = innerText(child)
    const [key, value] = propertyOf(child.page, child.tag, text)
    if (text === '') properties.delete(key)
    else properties.set(key, value)
  }
  return {
    ...readBody(data, 'Contacts'),
    ...Object.fromEntries(
      Object.entries(names).flatMap(([tag, field]) => (text(tag) === undefined ? [] : [[field, text(tag)]])),
    ),
    phones: numbers,
    emails: emails.filter((email) => email !== undefined),
    properties,
    ...readCategories(data, 'Contacts'),
  }
}

export const contactsClass: ItemClass = {
  name: 'Contacts',
  containerClass: 'IPF.Contact',
  kind: 'contact',
  write,
  readNew(data) {
    const given = read(data, undefined)
    return contact({ ...given, ...(given.fileAs ? { displayName: displayName(given) || given.fileAs } : {}) })
  },
  change(mailbox, item, data) {
    const given = read(data, item)
    const name = displayName({ ...item, ...given } as Partial<ContactContent>)
    return mailbox.update(item, name === '' ? given : { ...given, displayName: name, subject: name })
  },
}

function displayName({ givenName, surname }: Partial<ContactContent>): string {
  return [givenName, surname].filter(Boolean).join(' ')
}
