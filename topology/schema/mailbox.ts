// What a mailbox holds when the lab starts, and how much it may hold.

import * as z from 'zod'
import { emailAddress, instant, webUrl } from './values.ts'

const byteUnits: Readonly<Record<string, number>> = { kB: 1_024, MB: 1_024 ** 2, GB: 1_024 ** 3 }

/** A size such as `500MB` or `2GB`, counted as Exchange does (1 kB = 1024 bytes); bytes once read. */
const byteSize = z
  .string('expected a size such as 500MB or 2GB')
  .regex(/^\d{1,6}(kB|MB|GB)$/, 'expected a size such as 500MB or 2GB')
  .transform((text) => Number.parseInt(text, 10) * (byteUnits[text.replace(/^\d+/, '')] ?? 1))
  .meta({ title: 'size' })

const folderPath = z
  .string()
  .regex(/^[^/]+(\/[^/]+)*$/, 'expected a folder such as inbox, or a path such as Projects/2014')
  .meta({ title: 'folder' })

const attachmentSchema = z.strictObject({
  name: z.string().min(1).describe('file name'),
  contentType: z.string().default('text/plain').describe('MIME type'),
  content: z.string().describe('what the file says'),
})

const messageSchema = z.strictObject({
  folder: folderPath.default('inbox').describe('where it lies: inbox, drafts, sentitems … or a path of folders'),
  from: emailAddress.optional().describe('the sender; the owner when absent'),
  to: z.array(emailAddress).default([]).describe('recipients; the owner when empty'),
  subject: z.string().describe('what it is about'),
  text: z.string().default('').describe('the message in plain text'),
  html: z.string().optional().describe('the message in HTML, beside the text'),
  receivedAt: instant.prefault('2014-06-02T08:00:00Z').describe('when it came'),
  read: z.boolean().default(false).describe('whether the owner has read it'),
  attachments: z.array(attachmentSchema).default([]).describe('files that it carries'),
})

const appointmentSchema = z.strictObject({
  subject: z.string().describe('what it is about'),
  start: instant.describe('when it begins, for the first time'),
  end: instant.describe('when it ends, for the first time'),
  location: z.string().default('').describe('where it is'),
  recurrence: z.string().optional().describe('RRULE of iCalendar, such as FREQ=WEEKLY;BYDAY=TU'),
  busyStatus: z
    .enum(['free', 'tentative', 'busy', 'oof', 'elsewhere'])
    .default('busy')
    .describe('how others see the time'),
})

const contactSchema = z.strictObject({
  displayName: z.string().min(1).describe('full name'),
  address: emailAddress.describe('e-mail address'),
  company: z.string().default('').describe('where they work'),
  phone: z.string().optional().describe('number of the office'),
})

/** Content of a mailbox. */
const mailboxContent = z
  .strictObject({
    folders: z.array(folderPath).default([]).describe('folders beside the default ones, as paths'),
    messages: z.array(messageSchema).default([]).describe('messages, oldest first'),
    appointments: z.array(appointmentSchema).default([]).describe('what stands in the calendar'),
    contacts: z.array(contactSchema).default([]).describe('people'),
  })
  .describe('what the mailbox holds when the lab starts; some of everything when absent')

/** Fields of a user that are about the mailbox. */
export const mailboxShape = {
  quota: byteSize
    .prefault('2GB')
    .describe('how much the mailbox may hold; 2 GB is what Windows Server Essentials gives (seed 002)'),
  targetAddress: emailAddress
    .optional()
    .describe('the mailbox has moved to another organisation; Autodiscover passes clients on to this address there'),
  autodiscoverUrl: webUrl
    .optional()
    .describe('Autodiscover of another site, to which the clients of this user are passed on'),
  content: mailboxContent.optional(),
} as const

/** Content of a mailbox, with defaults filled in; instants in milliseconds since 1970. */
export type MailboxContent = z.output<typeof mailboxContent>
