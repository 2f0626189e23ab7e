import * as z from 'zod'
import { named } from '../../protocols/mapi/named-properties.ts'
import { tags } from '../../protocols/mapi/property-tags.ts'
import { emailAddress, instant } from '../../topology/schema/values.ts'
import { defineAction } from '../define-action.ts'
import { findMailbox } from './mailbox/find-mailbox.ts'
import { defaultFolder, type ItemFolder } from './mailbox/folders.ts'
import { createItem, type PropertyValuePair } from './mailbox/items.ts'
import { findOptions } from './mailbox/options.ts'
import { logOn } from './mailbox/rops.ts'

const kinds = {
  appointment: { folder: 'calendar', itemClass: 'IPM.Appointment' },
  contact: { folder: 'contacts', itemClass: 'IPM.Contact' },
  task: { folder: 'tasks', itemClass: 'IPM.Task' },
} as const satisfies Record<string, { readonly folder: ItemFolder; readonly itemClass: string }>

const itemOptions = z.strictObject({
  ...findOptions,
  kind: z.enum(Object.keys(kinds) as [keyof typeof kinds]).describe('what is made'),
  subject: z.string().min(1).describe('what it is about; the name of a contact'),
  text: z.string().default('').describe('its body'),
  start: instant.optional().describe('when an appointment or a task begins'),
  end: instant.optional().describe('when an appointment ends, or a task is due'),
  location: z.string().optional().describe('where an appointment takes place'),
  attendees: z.array(emailAddress).default([]).describe('who must come; Outlook invites nobody here'),
  email: emailAddress.optional().describe('e-mail address of a contact'),
  phone: z.string().optional().describe('business telephone of a contact'),
  complete: z.boolean().default(false).describe('whether a task is done'),
})

export const outlookCreate = defineAction({
  name: 'outlook.create',
  about:
    'Outlook makes an appointment, a contact or a task in its folder, over the way to the mailbox that outlook.connect finds. Facts: transport (mapi-http, outlook-anywhere), url, method, attempts, log, certificatePrompts, displayName, folder.',
  options: itemOptions,
  async act(run, options) {
    const { kind, subject, attendees } = options
    const { folder } = kinds[kind]
    const found = await findMailbox(run, options)
    if ('failed' in found) return run.failed(found.failed, {}, found.cause?.failureCause)
    using mailbox = found
    const { session, settings } = mailbox
    const opened = await logOn(session, settings.legacyDn)
    const place = await defaultFolder(session, opened, folder)
    await createItem(session, opened, place, propertiesOf(options), kind === 'appointment' ? attendees : [])
    await session.disconnect()
    return run.ok(`Outlook made the ${kind} "${subject}".`, { displayName: session.displayName, folder })
  },
})

function propertiesOf({ kind, subject, text, ...given }: z.output<typeof itemOptions>): PropertyValuePair[] {
  const { start, end, location, email, phone, complete } = given
  const common: PropertyValuePair[] = [
    [tags.messageClass, kinds[kind].itemClass],
    [tags.subject, subject],
    [tags.body, text],
  ]
  const when = (property: PropertyValuePair[0], value: PropertyValuePair[1] | undefined): PropertyValuePair[] =>
    value === undefined ? [] : [[property, value]]
  switch (kind) {
    case 'appointment':
      return [
        ...common,
        ...when(named.appointmentStartWhole, start),
        ...when(named.appointmentEndWhole, end),
        ...when(named.location, location),
      ]
    case 'contact':
      return [
        ...common,
        [tags.displayName, subject],
        [tags.givenName, subject.split(' ')[0] ?? ''],
        [tags.surname, subject.split(' ').slice(1).join(' ')],
        [named.fileUnder, subject],
        ...when(named.email1.emailAddress, email),
        ...when(named.email1.displayName, email && subject),
        ...when(named.email1.addressType, email && 'SMTP'),
        ...when(tags.businessTelephoneNumber, phone),
      ]
    case 'task':
      return [
        ...common,
        ...when(named.taskStartDate, start),
        ...when(named.taskDueDate, end),
        [named.taskComplete, complete],
      ]
  }
}
