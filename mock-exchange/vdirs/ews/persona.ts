// Personas: people as FindPeople and GetPersona tell of them, each from one place, a contact or somebody of the directory.
// Exchange joins the contacts of one person to one persona; here every contact is one.

import type { Address, Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { textElement } from './fields/field.ts'
import { ewsId, readEwsId } from './item-id.ts'
import { itemOf } from './item-reference.ts'
import type { EwsCall } from './operation.ts'

/** One person, by the names of the properties `persona:…`. */
export interface Persona {
  readonly id: string
  readonly emails: readonly Address[]
  /** Values by the names of their elements, in the order of PersonaType. */
  readonly values: ReadonlyMap<string, string>
}

/** How ids of people of the directory begin, once decoded. */
const ofDirectory = 'AD:'

/** All of the directory. */
export function directoryPersonas({ store }: EwsCall): Persona[] {
  return store.all().map(directoryPersona)
}

function directoryPersona({ user }: Mailbox): Persona {
  const { displayName, mailbox: address, mailboxGuid } = user
  const words = displayName.split(' ')
  return {
    id: Buffer.from(ofDirectory + mailboxGuid).toString('base64'),
    emails: [{ name: displayName, address }],
    values: valuesOf({
      PersonaType: 'Person',
      DisplayName: displayName,
      GivenName: words[0],
      Surname: words.length > 1 ? words.at(-1) : undefined,
      EmailAddress: address,
    }),
  }
}

/** The person that an item is; undefined for items that are nobody. */
export function personaOf(mailbox: Mailbox, item: Item): Persona | undefined {
  const id = ewsId(mailbox, item)
  if (item.kind === 'distribution-list') {
    const values = valuesOf({ PersonaType: 'DistributionList', DisplayName: item.displayName, FileAs: item.fileAs })
    return { id, emails: [], values }
  }
  if (item.kind !== 'contact') return undefined
  const { displayName, fileAs, givenName, middleName, surname, jobTitle, company, emails } = item
  return {
    id,
    emails,
    values: valuesOf({
      PersonaType: 'Person',
      DisplayName: displayName,
      FileAs: fileAs,
      GivenName: givenName,
      MiddleName: middleName,
      Surname: surname,
      Title: jobTitle,
      CompanyName: company,
      EmailAddress: emails[0]?.address,
    }),
  }
}

function valuesOf(values: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value] as const] : [])))
}

/** The person of an id. @throws EwsError ErrorItemNotFound, or as for ids of items */
export function personaById(id: string, call: EwsCall): Persona | undefined {
  const text = Buffer.from(id, 'base64').toString('latin1')
  if (text.startsWith(ofDirectory)) {
    const found = call.store.all().find(({ user }) => user.mailboxGuid === text.slice(ofDirectory.length))
    return found && directoryPersona(found)
  }
  const { mailbox, item } = itemOf(readEwsId(id), call)
  return personaOf(mailbox, item)
}

/** The content of a persona's element. @param idOnly without what the person is called */
export function personaContent({ id, emails, values }: Persona, idOnly: boolean): Markup {
  const element = markup`<t:PersonaId Id="${id}"/>`
  if (idOnly) return element
  const texts = [...values].filter(([name]) => name !== 'EmailAddress').map(([name, value]) => textElement(name, value))
  const [first] = emails
  const address = first && markup`<t:EmailAddress>${emailContent(first)}</t:EmailAddress>`
  const list = emails.map((one) => markup`<t:Address>${emailContent(one)}</t:Address>`)
  const addresses = first && markup`<t:EmailAddresses>${list}</t:EmailAddresses>`
  return markup`${element}${texts}${address}${addresses}`
}

function emailContent({ name, address }: Address): Markup {
  return markup`<t:Name>${name}</t:Name><t:EmailAddress>${address}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType>`
}
