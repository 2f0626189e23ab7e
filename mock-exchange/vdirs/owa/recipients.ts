// What a person types into To, Cc and Bcc: `bob; "Cole, Carla" <carla@fabrikam.com>, dave@contoso.com`.

import type { Address } from '../../mailbox/item.ts'
import type { OwaCall } from './call.ts'

/** Recipients that were understood, and the words that were not. */
export interface Recipients {
  readonly addresses: readonly Address[]
  readonly unknown: readonly string[]
}

const address = /^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,255}$/

/** Reads a field; names are looked up among the organisation's users and the mailbox's contacts. */
export function readRecipients(text: string, call: Pick<OwaCall, 'mailbox' | 'context'>): Recipients {
  const found = entries(text).map((entry) => ({ entry, is: resolve(entry, call) }))
  return {
    addresses: found.flatMap(({ is }) => (is === undefined ? [] : [is])),
    unknown: found.flatMap(({ entry, is }) => (is === undefined ? [entry] : [])),
  }
}

/** A list of addresses as it stands in a field. */
export function recipientsText(addresses: readonly Address[]): string {
  return addresses
    .map(({ name, address }) =>
      name === '' || name === address ? address : `"${name.replaceAll('"', '')}" <${address}>`,
    )
    .join('; ')
}

/** The parts between semicolons and commas that are not within quotes or angle brackets. */
function entries(text: string): string[] {
  const parts: string[] = []
  let part = ''
  let quoted = false
  for (const character of text.replace(/[\0-\x1f\x7f]+/g, ' ')) {
    if (character === '"') quoted = !quoted
    if (!quoted && (character === ';' || character === ',')) {
      parts.push(part)
      part = ''
    } else part += character
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '')
}

function resolve(entry: string, { mailbox, context }: Pick<OwaCall, 'mailbox' | 'context'>): Address | undefined {
  const open = entry.endsWith('>') ? entry.lastIndexOf('<') : -1
  if (open >= 0) {
    const inner = entry.slice(open + 1, -1).trim()
    const name = entry.slice(0, open).trim().replaceAll('"', '')
    return address.test(inner) ? { name: name || inner, address: inner } : undefined
  }
  const wanted = entry.replaceAll('"', '').toLowerCase()
  const user = context.users.find(
    ({ user, displayName, mailbox }) =>
      wanted === user.toLowerCase() || wanted === displayName.toLowerCase() || wanted === mailbox.toLowerCase(),
  )
  if (user !== undefined) return { name: user.displayName, address: user.mailbox }
  if (address.test(entry)) return { name: entry, address: entry }
  for (const item of mailbox.items(mailbox.folder('contacts'))) {
    const [email] = item.kind === 'contact' ? item.emails : []
    if (item.kind === 'contact' && email !== undefined && item.displayName.toLowerCase() === wanted) {
      return { name: item.displayName, address: email.address }
    }
  }
  return undefined
}
