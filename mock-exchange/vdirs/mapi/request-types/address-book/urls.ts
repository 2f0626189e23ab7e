// Where the client finds its mailbox and its address book ([MS-OXCMAPIHTTP] 2.2.5.19, 2.2.5.20): behind the name by which
// it has come.

import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import type { UserPlan } from '../../../../../topology/lab-plan.ts'
import { legacyDnOf } from '../../../../mailbox/legacy-dn.ts'
import type { Endpoint } from '../../session.ts'
import { addressBookType } from './define.ts'

function urlType(name: string, endpoint: Endpoint) {
  return addressBookType({
    name,
    // An empty text.
    emptyFields: 2,
    read(reader) {
      reader.u32('the flags')
      return reader.utf16UntilNul('the DN')
    },
    answer(dn, writer, _book, { server, origin }) {
      const owner = server.users.find((user) => user.server !== undefined && isMeant(dn.toLowerCase(), user))
      if (owner === undefined) throw new MapiError(mapiErrors.notFound)
      const mailbox = `${owner.mailboxGuid}@${owner.mailbox.slice(owner.mailbox.indexOf('@') + 1)}`
      writer.utf16(`${origin}/mapi/${endpoint}/?MailboxId=${mailbox}`)
      return undefined
    },
  })
}

/** A mailbox's own server has its GUID for a name; users are named by their own DN. */
function isMeant(dn: string, user: UserPlan): boolean {
  return dn === legacyDnOf(user).toLowerCase() || dn.includes(`/cn=servers/cn=${user.mailboxGuid.toLowerCase()}@`)
}

export const getMailboxUrl = urlType('GetMailboxUrl', 'emsmdb')
export const getAddressBookUrl = urlType('GetAddressBookUrl', 'nspi')
