import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { attendToMeeting } from '../../mailbox/attend-to-meeting.ts'
import type { Address } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { defineRop } from '../rop.ts'

/** PidTagDeleteAfterSubmit: no copy is kept of what is sent ([MS-OXOMSG] 2.2.3.8). */
const deleteAfterSubmit = 0x0e01000b

/**
 * Sends a message, changes that were not saved included, and moves it to the Sent Items ([MS-OXOMSG] 2.2.3.1). The store
 * sends at once; the message leaves the folder that it was written in.
 */
export const submitMessage = defineRop({
  id: ropIds.submitMessage,
  read: (reader) => reader.u8('the submit flags'),
  run(_request, call) {
    const message = call.input('message')
    const { mailbox } = message.logon
    if (message.recipients.length === 0) throw new MapiError(mapiErrors.noRecipients)
    const keep = message.get(deleteAfterSubmit)?.value !== true
    const now = call.session.server.now()
    const outgoing = message.outgoing(now)
    for (const claimed of [outgoing.from, outgoing.sender]) refuseOther(claimed, mailbox)
    const saved = message.save(now)
    const { store } = call.session.server
    const sent = store.transport.submit(mailbox, outgoing)
    const recipients = [...sent.to, ...sent.cc, ...sent.bcc].map(({ address }) => address)
    attendToMeeting(sent, { recipients, byAddress: (address) => store.byAddress(address), now })
    mailbox.delete(saved)
    const { properties } = sent
    const kept = new Map([...properties].filter(([key]) => key !== `0x${idOf(deleteAfterSubmit).toString(16)}`))
    if (keep) mailbox.add(mailbox.folder('sentitems'), { ...sent, properties: kept }, { read: true })
  },
})

/** Nobody may send for others in the lab. @throws MapiError accessDenied */
function refuseOther(claimed: Address | undefined, { user }: Mailbox): void {
  if (claimed === undefined || claimed.address.toLowerCase() === user.mailbox.toLowerCase()) return
  throw new MapiError(mapiErrors.accessDenied, `${user.mailbox} may not send for ${claimed.address}`)
}
