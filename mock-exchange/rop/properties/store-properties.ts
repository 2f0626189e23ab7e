// What ROPs can ask of a mailbox as a whole ([MS-OXCSTOR] 2.2.2).

import { tags } from '../../../protocols/mapi/property-tags.ts'
import { displayTypes, permanentEntryId } from '../../../protocols/nspi/entry-id.ts'
import { legacyDnOf } from '../../mailbox/legacy-dn.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { PropertyTable } from './getters.ts'

/** PidTagObjectType of a store. */
const storeType = 1
/** Kilobytes that a message may have ([MS-OXCSTOR] 2.2.2.1); Exchange 2013's own limit for submissions is 36 MB. */
const largestMessage = 36_864

export const storeProperties = new PropertyTable<Mailbox>([
  [tags.mailboxOwnerName, ({ user }) => user.displayName],
  [tags.mailboxOwnerEntryId, ({ user }) => permanentEntryId(displayTypes.mailUser, legacyDnOf(user))],
  [tags.displayName, ({ user }) => `Mailbox - ${user.displayName}`],
  [tags.messageSizeExtended, ({ used }) => BigInt(used)],
  [tags.prohibitSendQuota, ({ user }) => Math.floor(user.quota / 1_024)],
  [tags.maximumSubmitMessageSize, () => largestMessage],
  [tags.localeId, () => 0x409],
  [tags.objectType, () => storeType],
  [tags.storeState, () => 0],
  [tags.serverTypeDisplayName, () => 'Microsoft Exchange'],
  [tags.ipmSubtreeEntryId, (mailbox) => mailbox.folder('msgfolderroot').entryId],
  [tags.ipmOutboxEntryId, (mailbox) => mailbox.folder('outbox').entryId],
  [tags.ipmWastebasketEntryId, (mailbox) => mailbox.folder('deleteditems').entryId],
  [tags.ipmSentMailEntryId, (mailbox) => mailbox.folder('sentitems').entryId],
])
