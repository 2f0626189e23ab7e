// Recipients between the store, which knows addresses, and ROPs, which have rows ([MS-OXCDATA] 2.8.3).

import { tags } from '../../protocols/mapi/property-tags.ts'
import { propertyTypes } from '../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../protocols/mapi/property-values.ts'
import type { RecipientRow } from '../../protocols/mapi/recipient-row.ts'
import type { Address, Attendee, Item, ItemContent } from '../mailbox/item.ts'
import type { Change } from '../mailbox/item-change.ts'
import type { AddressBook } from '../nspi/address-book.ts'

/** A recipient of a message that is open. */
export interface Recipient {
  readonly rowId: number
  /** 1 To, 2 Cc, 3 Bcc; the upper bits have other meanings ([MS-OXCMSG] 2.2.3.5.1). */
  readonly type: number
  readonly address: Address
  /** How somebody who is invited to a meeting has answered; `organizer` is who invites. */
  readonly response: Attendee['response']
}

/** PidTagRecipientType. */
const recipientTypes = { to: 1, cc: 2, bcc: 3 } as const
/** Of a meeting: who must come, who may, and rooms ([MS-OXOCAL] 2.2.4.10). */
const attendeeTypes = { required: 1, optional: 2, resource: 3 } as const
/** PidTagRecipientTrackStatus ([MS-OXOCAL] 2.2.4.10.2), by its numbers. */
const responses: readonly Attendee['response'][] = ['unknown', 'organizer', 'tentative', 'accept', 'decline', 'none']
/** PidTagRecipientFlags ([MS-OXOCAL] 2.2.4.10.1): somebody who is written to, and who calls the meeting. */
const recipientFlags = { sendable: 0x01, organizer: 0x02 } as const

/** Columns that every recipient is shown with. */
export const recipientColumns: readonly number[] = [
  tags.smtpAddress,
  tags.addressType,
  tags.objectType,
  tags.displayType,
  tags.recipientFlags,
  tags.recipientTrackStatus,
]

/** PidTagObjectType of a mail user. */
const mailUser = 6

/** The recipients of an item, numbered. Of a meeting the organizer is one. */
export function recipientsOf(item: Item): Recipient[] {
  return listOf(item).map((recipient, rowId) => ({ ...recipient, rowId }))
}

function listOf(item: Item): Omit<Recipient, 'rowId'>[] {
  if (item.kind === 'message') {
    const all = (type: number, list: readonly Address[]) =>
      list.map((address) => ({ type, address, response: 'unknown' as const }))
    return [
      ...all(recipientTypes.to, item.to),
      ...all(recipientTypes.cc, item.cc),
      ...all(recipientTypes.bcc, item.bcc),
    ]
  }
  if (item.kind !== 'appointment') return []
  const { organizer, attendees } = item
  const invited = attendees.map(({ name, address, role, response }) => ({
    type: attendeeTypes[role],
    address: { name, address },
    response,
  }))
  const called =
    organizer === undefined || invited.length === 0
      ? []
      : [{ type: attendeeTypes.required, address: organizer, response: 'organizer' as const }]
  return [...called, ...invited]
}

/** What recipients that were changed make of a content; nothing of one that has no place for them. */
export function recipientsChange(content: ItemContent, recipients: readonly Recipient[]): Change {
  const typed = (wanted: number): readonly Recipient[] => recipients.filter(({ type }) => (type & 0xf) === wanted)
  if (content.kind === 'message') {
    const list = (wanted: number): Address[] => typed(wanted).map(({ address }) => address)
    return { to: list(recipientTypes.to), cc: list(recipientTypes.cc), bcc: list(recipientTypes.bcc) }
  }
  if (content.kind !== 'appointment') return {}
  const organizer = recipients.find(({ response }) => response === 'organizer')?.address
  const attendees = (['required', 'optional', 'resource'] as const).flatMap((role) =>
    typed(attendeeTypes[role])
      .filter(({ response }) => response !== 'organizer')
      .map(({ address, response }): Attendee => ({ ...address, role, response })),
  )
  return { attendees, ...(organizer === undefined ? {} : { organizer }) }
}

/** A recipient as a row with `recipientColumns`. */
export function rowOfRecipient({ address, response }: Recipient): RecipientRow {
  const properties: TaggedValue[] = [
    { tag: tags.smtpAddress, value: address.address },
    { tag: tags.addressType, value: 'SMTP' },
    { tag: tags.objectType, value: mailUser },
    { tag: tags.displayType, value: 0 },
    {
      tag: tags.recipientFlags,
      value: recipientFlags.sendable | (response === 'organizer' ? recipientFlags.organizer : 0),
    },
    { tag: tags.recipientTrackStatus, value: responses.indexOf(response) },
  ]
  return {
    dn: undefined,
    displayType: 0,
    addressType: 'SMTP',
    emailAddress: address.address,
    displayName: address.name,
    properties,
  }
}

/** The address that a row means; undefined for one that cannot be written to. */
export function addressOfRow(row: RecipientRow, book: AddressBook): Address | undefined {
  const property = (tag: number): string | undefined => {
    const found = row.properties.find((one) => one.tag >>> 16 === tag >>> 16)
    const text = (found?.tag ?? 0) & 0xffff
    const isText = text === propertyTypes.string || text === propertyTypes.string8
    return isText && typeof found?.value === 'string' && found.value !== '' ? found.value : undefined
  }
  const dn = row.dn ?? (row.addressType === 'EX' ? row.emailAddress : undefined) ?? property(tags.emailAddress)
  const entry = dn === undefined ? undefined : book.byDn(dn)
  const smtp = row.dn === undefined && row.addressType === 'SMTP' ? row.emailAddress : undefined
  const address = entry?.user.mailbox ?? smtp ?? property(tags.smtpAddress) ?? withAt(property(tags.emailAddress))
  if (address === undefined) return undefined
  return { name: row.displayName ?? property(tags.displayName) ?? entry?.displayName ?? address, address }
}

/** How somebody in a row has answered, and whether it is the organizer. */
export function responseOfRow({ properties }: RecipientRow): Attendee['response'] {
  const number = (tag: number): number => Number(properties.find((one) => one.tag === tag)?.value ?? 0)
  if ((number(tags.recipientFlags) & recipientFlags.organizer) !== 0) return 'organizer'
  return responses[number(tags.recipientTrackStatus)] ?? 'unknown'
}

const withAt = (text: string | undefined): string | undefined => (text?.includes('@') ? text : undefined)
