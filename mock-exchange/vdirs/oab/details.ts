import type { DetailsFile } from '../../../protocols/oab/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { legacyDnOf } from '../../mailbox/legacy-dn.ts'

const tags = {
  listName: 0x6800001f, // PidTagOfflineAddressBookName
  listDn: 0x6804001e, // PidTagOfflineAddressBookDistinguishedName
  sequence: 0x68010003, // PidTagOfflineAddressBookSequence
  listGuid: 0x6802001e, // PidTagOfflineAddressBookContainerGuid
  emailAddress: 0x3003001e, // PidTagEmailAddress, the X.500 name
  smtpAddress: 0x39fe001f, // PidTagSmtpAddress
  displayName: 0x3001001f, // PidTagDisplayName
  account: 0x3a00001f, // PidTagAccount
  displayType: 0x39000003, // PidTagDisplayType
  objectType: 0x0ffe0003, // PidTagObjectType
} as const

const searched = 1
const indexKey = 2

const mailUser = { displayType: 0, objectType: 6 } as const

export interface AddressList {
  /** `\Global Address List`. */
  readonly name: string
  readonly dn: string
  readonly guid: string
  readonly sequence: number
}

/** What the details file of a list says of its users. */
export function detailsOf({ name, dn, guid, sequence }: AddressList, users: readonly UserPlan[]): DetailsFile {
  return {
    headerProperties: [tags.listName, tags.listDn, tags.sequence, tags.listGuid].map((tag) => ({ tag, flags: 0 })),
    recordProperties: [
      { tag: tags.emailAddress, flags: indexKey },
      { tag: tags.smtpAddress, flags: searched },
      { tag: tags.displayName, flags: searched },
      { tag: tags.account, flags: searched },
      { tag: tags.displayType, flags: 0 },
      { tag: tags.objectType, flags: 0 },
    ],
    header: new Map<number, string | number>([
      [tags.listName, name],
      [tags.listDn, dn],
      [tags.sequence, sequence],
      [tags.listGuid, guid],
    ]),
    records: users.map(
      (user) =>
        new Map<number, string | number>([
          [tags.emailAddress, legacyDnOf(user)],
          [tags.smtpAddress, user.mailbox],
          [tags.displayName, user.displayName],
          [tags.account, user.user],
          [tags.displayType, mailUser.displayType],
          [tags.objectType, mailUser.objectType],
        ]),
    ),
  }
}
