import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { attendToMeeting } from '../../mailbox/attend-to-meeting.ts'
import { maySendFor } from '../../mailbox/delegates.ts'
import { defineRop } from '../rop.ts'

/** PidTagDeleteAfterSubmit: no copy is kept of what is sent ([MS-OXOMSG] 2.2.3.8). */
const deleteAfterSubmit = 0x0e01000b

/**
 * Sends a message, changes that were not saved included, and moves it to the Sent Items ([MS-OXOMSG] 2.2.3.1). The store
 * sends at once; the message leaves the folder that it was written in. A delegate is named as its sender.
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
    const { store } = call.session.server
    const byAddress = (address: string) => store.byAddress(address)
    for (const claimed of [outgoing.from, outgoing.sender]) {
      if (claimed === undefined || maySendFor(mailbox, claimed.address, byAddress)) continue
      throw new MapiError(mapiErrors.accessDenied, `${mailbox.user.mailbox} may not send for ${claimed.address}`)
    }
    const saved = message.save(now)
    const sent = store.transport.submit(mailbox, { ...outgoing, sender: mailbox.address })
    const recipients = [...sent.to, ...sent.cc, ...sent.bcc].map(({ address }) => address)
    attendToMeeting(sent, { recipients, byAddress, now })
    mailbox.delete(saved)
    const { properties } = sent
    const kept = new Map([...properties].filter(([key]) => key !== `0x${idOf(deleteAfterSubmit).toString(16)}`))
    if (keep) mailbox.add(mailbox.folder('sentitems'), { ...sent, properties: kept }, { read: true })
  },
})
