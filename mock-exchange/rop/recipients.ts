// Recipients between the store, which knows addresses, and ROPs, which have rows ([MS-OXCDATA] 2.8.3).

import { tags } from '../../protocols/mapi/property-tags.ts'
import { propertyTypes } from '../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../protocols/mapi/property-values.ts'
import type { RecipientRow } from '../../protocols/mapi/recipient-row.ts'
import type { Address, Item } from '../mailbox/item.ts'
import type { AddressBook } from '../nspi/address-book.ts'

/** A recipient of a message that is open. */
export interface Recipient {
  readonly rowId: number
  /** 1 To, 2 Cc, 3 Bcc; the upper bits have other meanings ([MS-OXCMSG] 2.2.3.5.1). */
  readonly type: number
  readonly address: Address
}

/** PidTagRecipientType. */
export const recipientTypes = { to: 1, cc: 2, bcc: 3 } as const

/** Columns that every recipient is shown with. */
export const recipientColumns: readonly number[] = [
  tags.smtpAddress,
  tags.addressType,
  tags.objectType,
  tags.displayType,
]

/** PidTagObjectType of a mail user. */
const mailUser = 6

/** The recipients of an item, numbered. */
export function recipientsOf(item: Item): Recipient[] {
  const lists: readonly (readonly [number, readonly Address[]])[] =
    item.kind === 'message'
      ? [
          [recipientTypes.to, item.to],
          [recipientTypes.cc, item.cc],
          [recipientTypes.bcc, item.bcc],
        ]
      : item.kind === 'appointment'
        ? [[recipientTypes.to, item.attendees]]
        : []
  return lists
    .flatMap(([type, addresses]) => addresses.map((address) => ({ type, address })))
    .map((recipient, rowId) => ({ ...recipient, rowId }))
}

/** A recipient as a row with `recipientColumns`. */
export function rowOfRecipient({ address }: Recipient): RecipientRow {
  const properties: TaggedValue[] = [
    { tag: tags.smtpAddress, value: address.address },
    { tag: tags.addressType, value: 'SMTP' },
    { tag: tags.objectType, value: mailUser },
    { tag: tags.displayType, value: 0 },
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

const withAt = (text: string | undefined): string | undefined => (text?.includes('@') ? text : undefined)
