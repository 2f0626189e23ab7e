// Types of the items, from the tables by which items are read and written.

import { lookupTable } from '../../../../base/lookup-table.ts'
import { appointment, contact, distributionList, type Item, message, task } from '../../../mailbox/item.ts'
import type { Field } from '../fields/field.ts'
import { type FieldTable, tableOf } from '../fields/tables.ts'
import type { ValueType } from '../values.ts'
import type { Child, SchemaType } from './write-schema.ts'

const ofValues: Readonly<Record<ValueType, string>> = {
  text: 'string',
  number: 'string',
  boolean: 'boolean',
  instant: 'dateTime',
  binary: 'base64',
  texts: 'Strings',
}

/** Types of properties that are more than a value, by the name of their element. */
const structured = lookupTable<string>({
  MimeContent: 'MimeContent',
  ItemId: 'ItemId',
  ParentFolderId: 'FolderId',
  ConversationId: 'ItemId',
  AssociatedCalendarItemId: 'ItemId',
  Body: 'Body',
  UniqueBody: 'Body',
  NormalizedBody: 'Body',
  TextBody: 'Body',
  Attachments: 'Attachments',
  Categories: 'Strings',
  Children: 'Strings',
  Companies: 'Strings',
  Contacts: 'Strings',
  ToRecipients: 'Recipients',
  CcRecipients: 'Recipients',
  BccRecipients: 'Recipients',
  ReplyTo: 'Recipients',
  From: 'Recipient',
  Sender: 'Recipient',
  Organizer: 'Recipient',
  RequiredAttendees: 'Attendees',
  OptionalAttendees: 'Attendees',
  Resources: 'Attendees',
  Recurrence: 'Recurrence',
  StartTimeZone: 'TimeZoneDefinition',
  EndTimeZone: 'TimeZoneDefinition',
  EmailAddresses: 'Dictionary',
  PhoneNumbers: 'Dictionary',
  ImAddresses: 'Dictionary',
  PhysicalAddresses: 'PhysicalAddresses',
  Members: 'Members',
  EffectiveRights: 'EffectiveRights',
  InternetMessageHeaders: 'InternetMessageHeaders',
  Flag: 'Flag',
})

function childOf({ element, type }: Field): Child {
  return { name: element, type: structured[element] ?? (type === undefined ? 'any' : ofValues[type]) }
}

function typeOf(name: string, { first, last }: FieldTable): SchemaType {
  const extended: Child = { name: 'ExtendedProperty', type: 'ExtendedProperty', many: true }
  return { name, kind: 'sequence', attributes: [], children: [...first.map(childOf), extended, ...last.map(childOf)] }
}

/** The items that EWS knows, each with all its properties in the order of the schema. */
export function itemTypes(): SchemaType[] {
  const table = (content: object): FieldTable => tableOf(content as Item)
  const letter = table(message({}))
  const meeting = table(message({ itemClass: 'IPM.Schedule.Meeting.Request' }))
  return [
    ...['Item', 'Message', 'PostItem'].map((name) => typeOf(name, letter)),
    ...['MeetingMessage', 'MeetingRequest', 'MeetingResponse', 'MeetingCancellation'].map((name) =>
      typeOf(name, meeting),
    ),
    typeOf('CalendarItem', table(appointment({ start: 0, end: 0, uid: '' }))),
    typeOf('Contact', table(contact({}))),
    typeOf('DistributionList', table(distributionList({}))),
    typeOf('Task', table(task({}))),
  ]
}
