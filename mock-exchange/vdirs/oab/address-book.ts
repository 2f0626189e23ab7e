import { createHash } from 'node:crypto'
import { encodeDetails, packContainer } from '../../../protocols/oab/index.ts'
import { guidOf } from '../../mailbox/guid.ts'
import { markup } from '../../xml/markup.ts'
import type { VdirContext } from '../types.ts'
import { type AddressList, detailsOf } from './details.ts'
import { oabGuid } from './oab-guid.ts'

/** The files of the offline address book by name, as they lie below `/OAB/<guid>/`. */
export interface AddressBook {
  readonly guid: string
  readonly files: ReadonlyMap<string, AddressBookPart>
  /** When it was generated, milliseconds since 1970. */
  readonly modified: number
}

interface AddressBookPart {
  readonly type: string
  readonly content: Buffer
}

/** When the first address book was generated: the same in every lab, so that caches behave the same in every run. */
const firstGenerated = Date.UTC(2014, 5, 2, 5, 0)

/**
 * The address book of all users with a mailbox: the manifest and the full details file. It is generated anew, with the
 * next sequence number, once the users are no longer those that it was made of.
 */
export function createAddressBooks(context: VdirContext): () => AddressBook {
  let current: { readonly of: string; readonly book: AddressBook } | undefined
  let sequence = 0
  return () => {
    const members = context.users.filter((user) => user.server !== undefined)
    const of = JSON.stringify(members.map(({ mailbox, displayName, user }) => [mailbox, displayName, user]))
    if (current?.of !== of) {
      const modified = current === undefined ? firstGenerated : context.clock.now()
      current = { of, book: generate(context.domain, members, ++sequence, modified) }
    }
    return current.book
  }
}

function generate(domain: string, members: VdirContext['users'], sequence: number, modified: number): AddressBook {
  const guid = guidOf('global address list', domain)
  const list: AddressList = { name: '\\Global Address List', dn: '/', guid, sequence }
  const file = encodeDetails(detailsOf(list, members))
  const packed = packContainer(file)
  const name = `${list.guid}-data-${list.sequence}.lzx`
  const manifest = markup`<OAB><OAL id="${list.guid}" dn="${list.dn}" name="${list.name}"><Full seq="${
    list.sequence
  }" ver="32" size="${packed.length}" uncompressedsize="${file.length}" SHA="${sha1(packed)}">${name}</Full></OAL></OAB>`
  return {
    guid: oabGuid(domain),
    files: new Map([
      ['oab.xml', { type: 'text/xml', content: Buffer.from(`<?xml version="1.0" encoding="utf-8"?>${manifest}`) }],
      [name, { type: 'application/octet-stream', content: packed }],
    ]),
    modified,
  }
}

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex')
}
