import type { Contact } from '../../../mailbox/item.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { link, type OwaCall } from '../call.ts'
import { owaPage } from '../shell.ts'

/** The contacts of the mailbox, by name. */
export function contactsPage(call: OwaCall): Markup {
  const { mailbox } = call
  const contacts = mailbox
    .items(mailbox.folder('contacts'))
    .filter((item) => item.kind === 'contact')
    .sort((a, b) => a.fileAs.localeCompare(b.fileAs, 'en'))
  const content = markup`<h1>People</h1>
<table><thead><tr><th scope="col">Name</th><th scope="col">Company</th><th scope="col">E-mail</th><th scope="col">Phone</th></tr></thead>
<tbody>${contacts.map(row)}</tbody></table>`
  return owaPage(call, { title: 'People', module: 'people', content })
}

function row({ displayName, company, emails, phones }: Contact): Markup {
  const addresses = emails.map(
    ({ address }) => markup`<a href="${link({ ae: 'Item', a: 'New', t: 'IPM.Note', to: address })}">${address}</a> `,
  )
  const [phone = ''] = phones.values()
  return markup`<tr><td>${displayName}</td><td>${company}</td><td>${addresses}</td><td>${phone}</td></tr>\n`
}
