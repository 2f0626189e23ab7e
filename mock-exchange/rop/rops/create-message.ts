import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { counterOf } from '../../../protocols/mapi/store-id.ts'
import { MessageObject } from '../objects/message.ts'
import { defineRop } from '../rop.ts'

interface CreateMessageRequest {
  readonly output: number
  readonly folder: bigint
  readonly associated: boolean
}

/** Begins a new message, which is in the store once it is saved ([MS-OXCMSG] 2.2.3.2). */
export const createMessage = defineRop<CreateMessageRequest>({
  id: ropIds.createMessage,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    reader.u16('the code page')
    const folder = reader.u64('the folder id')
    return { output, folder, associated: reader.u8('whether it is hidden') !== 0 }
  },
  run({ output, folder, associated }, call, answer) {
    const logon = call.logon()
    const counter = counterOf(folder)
    if (counter === undefined) throw new MapiError(mapiErrors.notFound)
    // The lab's folders have no hidden messages.
    if (associated) throw new MapiError(mapiErrors.notSupported)
    logon.mailbox.folderAt(counter)
    call.output(output, new MessageObject(logon, counter, call.session.namesOf(logon), undefined))
    answer.u8(0)
  },
})
