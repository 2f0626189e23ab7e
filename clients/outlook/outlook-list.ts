import * as z from 'zod'
import { named } from '../../protocols/mapi/named-properties.ts'
import { tags } from '../../protocols/mapi/property-tags.ts'
import type { MapiValue } from '../../protocols/mapi/property-values.ts'
import { defineAction } from '../define-action.ts'
import { findMailbox } from './mailbox/find-mailbox.ts'
import { defaultFolder } from './mailbox/folders.ts'
import { listItems } from './mailbox/items.ts'
import { findOptions } from './mailbox/options.ts'
import type { Property } from './mailbox/properties.ts'
import { logOn } from './mailbox/rops.ts'

/** Items that are listed at most. */
const listed = 100

/** What is told of an item: an instant in ISO 8601, what it does not have as nothing. */
const columns: readonly (readonly [fact: string, property: Property, isInstant?: 'instant'])[] = [
  ['subject', tags.subject],
  ['itemClass', tags.messageClass],
  ['start', named.commonStart, 'instant'],
  ['end', named.commonEnd, 'instant'],
  ['location', named.location],
  ['attendees', named.toAttendeesString],
  ['recurring', named.recurring],
  ['email', named.email1.emailAddress],
  ['phone', tags.businessTelephoneNumber],
  ['complete', named.taskComplete],
]

/** What is told when the folder is empty. */
const nothing = Object.fromEntries(columns.map(([fact]) => [fact, '']))

export const outlookList = defineAction({
  name: 'outlook.list',
  about:
    'Outlook lists the calendar, the contacts or the tasks, over the way to the mailbox that outlook.connect finds, and tells of the last item, or of the one of a subject; it fails when there is none. Facts: transport (mapi-http, outlook-anywhere), url, method, attempts, log, certificatePrompts, displayName, items, subjects, subject (of the item, as all that follow), itemClass, start, end (of a task, when it is due), location, attendees, recurring, email, phone, complete.',
  options: z.strictObject({
    ...findOptions,
    folder: z.enum(['calendar', 'contacts', 'tasks']).default('calendar').describe('the folder'),
    subject: z.string().min(1).optional().describe('the item to tell of; the last one when absent'),
  }),
  async act(run, { folder, subject: wanted, ...options }) {
    const found = await findMailbox(run, options)
    if ('failed' in found) return run.failed(found.failed, {}, found.cause?.failureCause)
    using mailbox = found
    const { session, settings } = mailbox
    const opened = await logOn(session, settings.legacyDn)
    const place = await defaultFolder(session, opened, folder)
    const properties = columns.map(([, property]) => property)
    const rows = await listItems(session, opened, place, properties, listed)
    await session.disconnect()
    const items = rows.map((row) =>
      Object.fromEntries(columns.map(([fact, , type], index) => [fact, factOf(row[index], type)])),
    )
    const subjects = items.map(({ subject }) => subject).join('; ')
    const facts = { displayName: session.displayName, items: items.length, subjects }
    const item = wanted === undefined ? items.at(-1) : items.findLast(({ subject }) => subject === wanted)
    if (wanted !== undefined && item === undefined) {
      return run.failed(`Outlook found no item "${wanted}" among the ${items.length} of the folder ${folder}.`, facts)
    }
    return run.ok(`Outlook listed ${items.length} items of the folder ${folder}.`, { ...facts, ...(item ?? nothing) })
  },
})

function factOf(value: MapiValue, type: 'instant' | undefined): string | number | boolean {
  if (type === 'instant') return typeof value === 'number' ? new Date(value).toISOString() : ''
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : ''
}
