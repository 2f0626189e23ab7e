// What a mailbox holds when its lab starts: what the topology says, or the standard content. The same in every run.

import type { MailboxContentPlan, UserPlan } from '../../topology/lab-plan.ts'
import type { Folder } from './folders.ts'
import { guidOf } from './guid.ts'
import { type Address, appointment, contact, message } from './item.ts'
import type { Mailbox } from './mailbox.ts'
import { standardContent } from './standard-content.ts'

/** Fills a new mailbox. `users` are all that have one: each is in the others' contacts. */
export function fillMailbox(mailbox: Mailbox, users: readonly UserPlan[], domain: string): void {
  const content = mailbox.user.content ?? standardContent(mailbox.user, users, domain)
  const known = new Map(users.map((user) => [user.mailbox.toLowerCase(), user.displayName]))
  const person = (address: string): Address => ({ name: known.get(address.toLowerCase()) ?? address, address })
  for (const path of content.folders) folderAt(mailbox, path)
  for (const [index, given] of content.messages.entries()) addMessage(mailbox, given, index, person)
  for (const { subject, start, end, location, recurrence, busyStatus } of content.appointments) {
    const uid = guidOf('appointment', mailbox.user.mailbox, subject, String(start))
    const organizer = mailbox.address
    const item = appointment({ subject, start, end, location, recurrence, busyStatus, uid, organizer })
    mailbox.add(mailbox.folder('calendar'), item, { receivedAt: start, read: true })
  }
  for (const { displayName, address, company, phone } of content.contacts) {
    const [givenName = '', ...rest] = displayName.split(' ')
    const phones = new Map(phone === undefined ? [] : [['BusinessPhone', phone]])
    const emails = [{ name: displayName, address }]
    const item = contact({ displayName, givenName, surname: rest.join(' '), company, emails, phones })
    mailbox.add(mailbox.folder('contacts'), item, { read: true })
  }
}

function addMessage(
  mailbox: Mailbox,
  given: MailboxContentPlan['messages'][number],
  index: number,
  person: (address: string) => Address,
): void {
  const { folder, from, to, subject, text, html, receivedAt, read, attachments } = given
  const content = message({
    subject,
    from: from === undefined ? mailbox.address : person(from),
    to: to.length === 0 ? [mailbox.address] : to.map(person),
    body: html === undefined ? { type: 'text', content: text } : { type: 'html', content: html, plain: text },
    attachments: attachments.map(({ name, contentType, content: words }) => ({
      name,
      contentType,
      content: Buffer.from(words),
      inline: false,
    })),
    ...(folder.toLowerCase() === 'drafts' ? {} : { sentAt: receivedAt }),
    messageId: `<${guidOf('seed', mailbox.user.mailbox, String(index))}@${mailbox.user.mailbox.split('@')[1]}>`,
  })
  mailbox.add(folderAt(mailbox, folder), content, { receivedAt, read })
}

/** The folder of a path such as `inbox` or `Projects/2014`, made when it is not there; default folders by either name. */
function folderAt(mailbox: Mailbox, path: string): Folder {
  const equal = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase()
  return path.split('/').reduce((parent, label, depth) => {
    const children = mailbox.childrenOf(parent)
    const found = children.find(
      ({ displayName, name }) => equal(displayName, label) || (depth === 0 && equal(name, label)),
    )
    return found ?? mailbox.createFolder(parent, { displayName: label })
  }, mailbox.folder('msgfolderroot'))
}
