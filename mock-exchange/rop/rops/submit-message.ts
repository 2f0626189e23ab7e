import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
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
    const saved = message.save()
    const sent = call.session.server.store.transport.submit(mailbox, message.content())
    mailbox.delete(saved)
    const { properties } = sent
    const kept = new Map([...properties].filter(([key]) => key !== `0x${idOf(deleteAfterSubmit).toString(16)}`))
    if (keep) mailbox.add(mailbox.folder('sentitems'), { ...sent, properties: kept }, { read: true })
  },
})
