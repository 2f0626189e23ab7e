// Opening a message ([MS-OXCMSG] 2.2.3.1), and reading again what was opened (2.2.3.2).

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { counterOf } from '../../../protocols/mapi/store-id.ts'
import { folderAt } from '../hidden-folders.ts'
import { MessageObject } from '../objects/message.ts'
import { openedMessage } from '../opened-message.ts'
import { defineRop } from '../rop.ts'

interface OpenMessageRequest {
  readonly output: number
  readonly folder: bigint
  readonly message: bigint
}

/** Bytes before the fields of an answer: RopId, index, return value. */
const headLength = 6

export const openMessage = defineRop<OpenMessageRequest>({
  id: ropIds.openMessage,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    reader.u16('the code page')
    const folder = reader.u64('the folder id')
    reader.u8('the open flags')
    return { output, folder, message: reader.u64('the message id') }
  },
  run(request, call, answer) {
    const logon = call.logon()
    const [folder, message] = [counterOf(request.folder), counterOf(request.message)]
    if (folder === undefined || message === undefined) throw new MapiError(mapiErrors.notFound)
    const item = logon.mailbox.itemAt(folderAt(logon.mailbox, folder), message)
    if (item === undefined) throw new MapiError(mapiErrors.notFound)
    const object = new MessageObject(logon, folder, call.session.namesOf(logon), item)
    call.output(request.output, object)
    answer.put(openedMessage(object, call.room - headLength))
  },
})

export const reloadCachedInformation = defineRop({
  id: ropIds.reloadCachedInformation,
  read: (reader) => reader.u16('a reserved number'),
  run: (_request, call, answer) =>
    void answer.put(openedMessage(call.input('message', 'embedded'), call.room - headLength)),
})
