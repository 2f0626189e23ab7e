// Who an item is from and to, as MAPI has it: each person is several properties ([MS-OXOMSG] 2.2.1.48 to 2.2.1.57).

import { tags } from '../../../protocols/mapi/property-tags.ts'
import type { Address, Appointment, Message } from '../item.ts'
import type { Change } from '../item-change.ts'
import { asText, type MapiProperty, row } from './property.ts'

/** The tags of one person. */
interface PersonTags {
  readonly name: number
  readonly addressType: number
  readonly emailAddress: number
  readonly smtpAddress: number
}

/** Who wrote it, or on whose behalf: PidTagSentRepresenting. */
const sentRepresenting: PersonTags = {
  name: tags.sentRepresentingName,
  addressType: tags.sentRepresentingAddressType,
  emailAddress: tags.sentRepresentingEmailAddress,
  smtpAddress: tags.sentRepresentingSmtpAddress,
}

/** Who sent it: PidTagSender. */
const sender: PersonTags = {
  name: tags.senderName,
  addressType: tags.senderAddressType,
  emailAddress: tags.senderEmailAddress,
  smtpAddress: tags.senderSmtpAddress,
}

function person<I extends Message | Appointment>(
  given: PersonTags,
  read: (item: I) => Address | undefined,
  write: (person: Address) => Change,
): MapiProperty<I>[] {
  const address = (tag: number): MapiProperty<I> =>
    row<I>(
      tag,
      (item) => read(item)?.address,
      // An address of the address book (EX) says less than the SMTP address that comes beside it.
      (value, item) =>
        asText(value).includes('@') ? write({ name: read(item)?.name || asText(value), address: asText(value) }) : {},
    )
  return [
    address(given.emailAddress),
    address(given.smtpAddress),
    row<I>(given.addressType, (item) => read(item) && 'SMTP'),
    row<I>(
      given.name,
      (item) => read(item)?.name,
      (value, item) => write({ name: asText(value), address: read(item)?.address ?? '' }),
    ),
  ]
}

/** Names of recipients, as lists show them; empty for nobody. */
export function displayList(people: readonly Address[]): string {
  return people.map(({ name, address }) => name || address).join('; ')
}

export const messagePeople: readonly MapiProperty<Message>[] = [
  ...person<Message>(
    sentRepresenting,
    ({ from }) => from,
    (from) => ({ from }),
  ),
  ...person<Message>(
    sender,
    (message) => message.sender ?? message.from,
    (one) => ({ sender: one }),
  ),
  row<Message>(tags.displayTo, ({ to }) => displayList(to)),
  row<Message>(tags.displayCc, ({ cc }) => displayList(cc)),
  row<Message>(tags.displayBcc, ({ bcc }) => displayList(bcc)),
  row<Message>(tags.replyRecipientNames, ({ replyTo }) => displayList(replyTo) || undefined),
]

const withRole = ({ attendees }: Appointment, wanted: Appointment['attendees'][number]['role']): string =>
  displayList(attendees.filter(({ role }) => role === wanted))

/** A meeting is from its organizer, and to those who are invited: resources are its blind copies ([MS-OXOCAL] 2.2.4.10). */
export const appointmentPeople: readonly MapiProperty<Appointment>[] = [
  ...person<Appointment>(
    sentRepresenting,
    ({ organizer }) => organizer,
    (organizer) => ({ organizer }),
  ),
  ...person<Appointment>(
    sender,
    ({ organizer }) => organizer,
    () => ({}),
  ),
  row<Appointment>(tags.displayTo, (item) => withRole(item, 'required')),
  row<Appointment>(tags.displayCc, (item) => withRole(item, 'optional')),
  row<Appointment>(tags.displayBcc, (item) => withRole(item, 'resource')),
]
