import { createHash } from 'node:crypto'
import { guidOf } from '../../mailbox/guid.ts'
import { markup } from '../../xml/markup.ts'
import type { VdirContext } from '../types.ts'
import { type AddressList, addressBookFile } from './address-book-file.ts'
import { packContainer } from './container.ts'
import { oabGuid } from './oab-guid.ts'

/** The files of the offline address book by name, as they lie below `/OAB/<guid>/`. */
export interface AddressBook {
  readonly guid: string
  readonly files: ReadonlyMap<string, AddressBookPart>
}

interface AddressBookPart {
  readonly type: string
  readonly content: Buffer
}

/** Generates the address book of all users with a mailbox: the manifest and the full details file. */
export function generateAddressBook({ domain, users }: VdirContext): AddressBook {
  const list: AddressList = {
    name: '\\Global Address List',
    dn: '/',
    guid: guidOf('global address list', domain),
    sequence: 1,
  }
  const members = users.filter((user) => user.server !== undefined)
  const file = addressBookFile(list, members)
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
  }
}

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex')
}
