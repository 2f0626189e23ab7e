// Ambiguous name resolution ([MS-OXNSPI] 3.1.4.7): what a user types into To.

import type { AddressBook } from './address-book.ts'
import type { Entry } from './entry.ts'

/**
 * The entries that a text may mean: a DN, an address or an alias names one; otherwise every word must begin a word of the
 * display name, or the text an address or alias. `=` before the text asks for the whole display name.
 */
export function resolve(book: AddressBook, text: string, among: readonly Entry[]): readonly Entry[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  const named = book.byDn(text.trim())
  if (named !== undefined) return among.includes(named) ? [named] : []
  if (wanted.startsWith('=')) return among.filter((entry) => entry.displayName.toLowerCase() === wanted.slice(1))
  const address = wanted.replace(/^smtp:/, '')
  const exact = among.filter(
    ({ user }) => user.mailbox.toLowerCase() === address || user.user.toLowerCase() === address,
  )
  if (exact.length === 1) return exact
  const words = wanted.split(/[\s,]+/).filter((word) => word !== '')
  return among.filter(({ displayName, user }) => {
    if (user.mailbox.toLowerCase().startsWith(address) || user.user.toLowerCase().startsWith(address)) return true
    const names = displayName.toLowerCase().split(/[\s,]+/)
    return words.length > 0 && words.every((word) => names.some((name) => name.startsWith(word)))
  })
}
