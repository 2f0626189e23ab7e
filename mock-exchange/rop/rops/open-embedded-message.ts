// Opening the message within an attachment ([MS-OXCMSG] 2.2.3.16): an exception of a series.

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { exceptionMessage, exceptionsIn } from '../../mailbox/mapi/exception-message.ts'
import { EmbeddedMessage } from '../objects/embedded-message.ts'
import { openedMessage } from '../opened-message.ts'
import { defineRop } from '../rop.ts'

interface OpenEmbeddedMessageRequest {
  readonly output: number
  readonly mode: number
}

/** OpenModeFlags: make the message if there is none. */
const create = 2
/** Bytes before the fields that all opened messages have: RopId, index, return value, a reserved one, an id. */
const headLength = 15

export const openEmbeddedMessage = defineRop<OpenEmbeddedMessageRequest>({
  id: ropIds.openEmbeddedMessage,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    reader.u16('the code page')
    return { output, mode: reader.u8('the open mode') }
  },
  run({ output, mode }, call, answer) {
    const attachment = call.input('attachment')
    const { logon, message, exception } = attachment
    if (exception === undefined && mode !== create) throw new MapiError(mapiErrors.notFound)
    attachment.exception = exception ?? { original: undefined, change: undefined }
    const series = message.item
    const original = exceptionsIn(series).find((one) => one === exception?.original)
    const item =
      series?.kind === 'appointment' && original !== undefined ? exceptionMessage(series, original) : undefined
    const object = new EmbeddedMessage(logon, message.folder, call.session.namesOf(logon), item, (change) => {
      attachment.exception = { original: attachment.exception?.original, change }
    })
    call.output(output, object)
    answer
      .u8(0)
      .u64(0n)
      .put(openedMessage(object, call.room - headLength))
  },
})
