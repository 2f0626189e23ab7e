import { matches } from '../../protocols/mapi/matches.ts'
import { idOf } from '../../protocols/mapi/property-types.ts'
import type { Restriction } from '../../protocols/mapi/restriction.ts'
import type { AddressBook } from './address-book.ts'
import { type Entry, propertyOf } from './entry.ts'
import { resolve } from './resolve.ts'

/** PidTagAnr: a condition on it asks whether a name resolves to the entry. */
const anr = 0x360c

/** Whether an entry meets a restriction. */
export function meets(book: AddressBook, entry: Entry, restriction: Restriction): boolean {
  switch (restriction.kind) {
    case 'and':
      return restriction.parts.every((part) => meets(book, entry, part))
    case 'or':
      return restriction.parts.some((part) => meets(book, entry, part))
    case 'not':
      return !meets(book, entry, restriction.part)
    case 'property':
    case 'content':
      if (idOf(restriction.tag) === anr) {
        return resolve(book, String(restriction.value.value ?? ''), [entry]).length > 0
      }
      break
    default:
  }
  return matches(restriction, (tag) => propertyOf(entry, tag)?.value)
}
