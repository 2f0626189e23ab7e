import { lookupTable } from '../../../../base/lookup-table.ts'
import type { Contact, DistributionList } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { ewsId, itemChangeKey } from '../item-id.ts'
import { messagesNamespace } from '../namespaces.ts'
import { type EwsCall, type EwsOperation, refusal, requiredChild, success } from '../operation.ts'

/** Names that one answer gives ([MS-OXWSRSLNM] 3.1.4.1). */
const mostNames = 100

/** Where each SearchScope looks, in its order. */
const scopes = lookupTable<readonly ('directory' | 'contacts')[]>({
  ActiveDirectory: ['directory'],
  ActiveDirectoryContacts: ['directory', 'contacts'],
  Contacts: ['contacts'],
  ContactsActiveDirectory: ['contacts', 'directory'],
})

interface Found {
  readonly address: string
  readonly resolution: Markup
}

/** People whose name or address begins with a text: of the organisation, and of the caller's contacts. */
export const resolveNames: EwsOperation = {
  name: 'ResolveNames',
  run(request, call) {
    const full = /^(true|1)$/.test(attributeOf(request, 'ReturnFullContactData') ?? '')
    const scope = attributeOf(request, 'SearchScope') ?? 'ActiveDirectoryContacts'
    const places = scopes[scope]
    if (places === undefined) {
      throw schemaFault(`The 'SearchScope' attribute is invalid - The value '${scope.slice(0, 100)}' is invalid.`)
    }
    const wanted = readEntry(request)
    const found = new Map<string, Found>()
    for (const place of places) {
      for (const one of place === 'directory'
        ? inDirectory(wanted, full, call)
        : inContacts(wanted, full, call.mailbox)) {
        // Somebody who is in both is told once.
        if (!found.has(one.address)) found.set(one.address, one)
      }
    }
    return [answer([...found.values()])]
  },
}

function readEntry(request: Element): string {
  const text = textOf(requiredChild(request, messagesNamespace, 'UnresolvedEntry')) ?? ''
  const wanted = text.replace(/^smtp:/i, '').toLowerCase()
  if (wanted === '') throw schemaFault("The 'UnresolvedEntry' element is invalid - The value '' is invalid.")
  return wanted
}

function answer(found: readonly Found[]) {
  if (found.length === 0) return refusal(new EwsError('ErrorNameResolutionNoResults', 'No results were found.'))
  const told = found.slice(0, mostNames).map(({ resolution }) => resolution)
  const payload = markup`<m:ResolutionSet TotalItemsInView="${told.length}" IncludesLastItemInRange="${
    told.length === found.length
  }">${told}</m:ResolutionSet>`
  if (told.length === 1) return success(payload)
  const code = 'ErrorNameResolutionMultipleResults'
  return { responseClass: 'Warning', code, text: 'Multiple results were found.', payload } as const
}

/** Ambiguous name resolution: a text that a name, one of its words or an address begins with. */
function matches(wanted: string, ...names: readonly string[]): boolean {
  return names.some((name) => {
    const known = name.toLowerCase()
    return known.startsWith(wanted) || known.split(/[\s,]+/).some((word) => word.startsWith(wanted))
  })
}

function inDirectory(wanted: string, full: boolean, { store }: EwsCall): Found[] {
  return store
    .all()
    .filter(({ user }) => matches(wanted, user.displayName, user.mailbox, user.user))
    .map(({ user }) => {
      const { displayName, mailbox: address } = user
      const contact = full && directoryContact(displayName, address, user.user)
      return { address, resolution: resolution(mailboxElement(displayName, address, 'Mailbox'), contact || undefined) }
    })
}

function directoryContact(displayName: string, address: string, alias: string): Markup {
  const words = displayName.split(' ')
  const surname = words.length > 1 ? words.at(-1) : undefined
  return markup`<t:Contact><t:DisplayName>${displayName}</t:DisplayName><t:GivenName>${words[0]}</t:GivenName><t:EmailAddresses><t:Entry Key="EmailAddress1">SMTP:${
    address
  }</t:Entry></t:EmailAddresses><t:ContactSource>ActiveDirectory</t:ContactSource>${
    surname === undefined ? undefined : markup`<t:Surname>${surname}</t:Surname>`
  }<t:Alias>${alias}</t:Alias></t:Contact>`
}

function inContacts(wanted: string, full: boolean, mailbox: Mailbox | undefined): Found[] {
  if (mailbox === undefined) return []
  return mailbox.items(mailbox.folder('contacts')).flatMap((item) => {
    if (item.kind === 'distribution-list') return listIn(wanted, item, mailbox)
    if (item.kind !== 'contact') return []
    const names = [item.displayName, item.fileAs, item.surname, ...item.emails.map(({ address }) => address)]
    const [email] = item.emails
    if (email === undefined || !matches(wanted, ...names)) return []
    const id = markup`<t:ItemId Id="${ewsId(mailbox, item)}" ChangeKey="${itemChangeKey(item)}"/>`
    const element = mailboxElement(item.displayName, email.address, 'Contact', id)
    return {
      address: email.address.toLowerCase(),
      resolution: resolution(element, full ? contactElement(item) : undefined),
    }
  })
}

/** A personal distribution list, which has no address: ExpandDL tells who is in it. */
function listIn(wanted: string, list: DistributionList, mailbox: Mailbox): Found[] {
  const { displayName, fileAs } = list
  if (!matches(wanted, displayName, fileAs)) return []
  const id = markup`<t:ItemId Id="${ewsId(mailbox, list)}" ChangeKey="${itemChangeKey(list)}"/>`
  const element = markup`<t:Mailbox><t:Name>${displayName}</t:Name><t:RoutingType>MAPIPDL</t:RoutingType><t:MailboxType>PrivateDL</t:MailboxType>${id}</t:Mailbox>`
  return [{ address: ewsId(mailbox, list), resolution: resolution(element, undefined) }]
}

function contactElement({ displayName, givenName, surname, company, emails, jobTitle }: Contact): Markup {
  const part = (name: string, text: string): Markup | undefined =>
    text === '' ? undefined : markup`<t:${name}>${text}</t:${name}>`
  const entries = emails.map(
    ({ address }, index) => markup`<t:Entry Key="EmailAddress${index + 1}">${address}</t:Entry>`,
  )
  return markup`<t:Contact>${part('DisplayName', displayName)}${part('GivenName', givenName)}${part(
    'CompanyName',
    company,
  )}<t:EmailAddresses>${entries}</t:EmailAddresses><t:ContactSource>Store</t:ContactSource>${part(
    'JobTitle',
    jobTitle,
  )}${part('Surname', surname)}</t:Contact>`
}

function mailboxElement(name: string, address: string, type: 'Mailbox' | 'Contact', id?: Markup): Markup {
  return markup`<t:Mailbox><t:Name>${name}</t:Name><t:EmailAddress>${
    address
  }</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>${type}</t:MailboxType>${id}</t:Mailbox>`
}

function resolution(mailbox: Markup, contact: Markup | undefined): Markup {
  return markup`<t:Resolution>${mailbox}${contact}</t:Resolution>`
}
