// The address book of an organisation: everybody with a mailbox, in the containers that Outlook shows.
//
//   Global Address List (container 0)
//   All Address Lists ─┬─ All Users
//                      └─ All Rooms, empty

import { compareValues } from '../../protocols/mapi/compare.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { guidOf } from '../mailbox/guid.ts'
import { type Entry, entryOf } from './entry.ts'

/** A list of the address book. */
export interface Container {
  /** Minimal Entry ID. */
  readonly id: number
  readonly name: string
  /** As containers are named in the directory; `/` is the Global Address List. */
  readonly dn: string
  /** DN of the container above; undefined at the top. */
  readonly parent: string | undefined
  /** In the order of their names. */
  readonly entries: readonly Entry[]
}

/** Minimal Entry IDs below 0x10 have a meaning of their own ([MS-OXNSPI] 2.2.9.1). */
const firstId = 0x1000

export class AddressBook {
  /** GUID of the server as a provider of ephemeral ids. */
  readonly server: string
  readonly entries: readonly Entry[]
  readonly containers: readonly Container[]
  readonly #byId: ReadonlyMap<number, Entry>
  readonly #byDn: ReadonlyMap<string, Entry>

  constructor(users: readonly UserPlan[]) {
    const listed = users.filter(({ server }) => server !== undefined)
    const organisation = listed[0]?.domain ?? ''
    this.server = guidOf('address book of', organisation)
    const entries = listed
      .map((user, index) => entryOf(user, firstId + index))
      .sort((one, other) => compareValues(one.displayName, other.displayName) || one.id - other.id)
    this.entries = entries
    this.#byId = new Map(entries.map((entry) => [entry.id, entry]))
    this.#byDn = new Map(entries.map((entry) => [entry.dn.toLowerCase(), entry]))
    const list = (id: number, name: string, members: readonly Entry[], parent?: Container): Container => {
      const dn = `/guid=${guidOf('address list', organisation, name).replaceAll('-', '').toUpperCase()}`
      return { id, name, dn, parent: parent?.dn, entries: members }
    }
    const all = list(0x100, 'All Address Lists', [])
    this.containers = [
      { id: 0, name: '', dn: '/', parent: undefined, entries },
      all,
      list(0x101, 'All Rooms', [], all),
      list(0x102, 'All Users', entries, all),
    ]
  }

  byId(id: number): Entry | undefined {
    return this.#byId.get(id)
  }

  /** The entry of a legacyExchangeDN, or of `/guid=` and the GUID of the object in hexadecimal. */
  byDn(dn: string): Entry | undefined {
    const found = this.#byDn.get(dn.toLowerCase())
    if (found !== undefined) return found
    const guid = /^\/guid=([0-9a-f]{32})$/i.exec(dn)?.[1]?.toLowerCase()
    return guid === undefined ? undefined : this.entries.find((entry) => directoryForm(entry.guid) === guid)
  }

  container(id: number): Container | undefined {
    return this.containers.find((container) => container.id === id)
  }
}

/** A GUID as directories write it into DNs: its bytes in hexadecimal, the first three fields little-endian. */
function directoryForm(guid: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = guid.split('-')
  const turned = (part: string): string => (part.match(/../g) ?? []).reverse().join('')
  return `${turned(a)}${turned(b)}${turned(c)}${d}${e}`
}

const books = new WeakMap<readonly UserPlan[], AddressBook>()

/** The address book of these users; made at the first call. */
export function addressBookOf(users: readonly UserPlan[]): AddressBook {
  const known = books.get(users)
  if (known !== undefined) return known
  const book = new AddressBook(users)
  books.set(users, book)
  return book
}
