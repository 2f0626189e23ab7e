// Attachments of an open message ([MS-OXCMSG] 2.2.3.12 to 2.2.3.17).

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { TableObject, type TableRow } from '../objects/table.ts'
import { attachmentProperties } from '../properties/attachment-properties.ts'
import { defineRop } from '../rop.ts'

interface OutputRequest {
  readonly output: number
}

export const getAttachmentTable = defineRop<OutputRequest>({
  id: ropIds.getAttachmentTable,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    reader.u8('the table flags')
    return { output }
  },
  run({ output }, call) {
    const message = call.input('message')
    const source = (): TableRow[] =>
      [...message.attachments].map(
        ([number, attachment]) =>
          (tag) =>
            attachmentProperties.get({ number, attachment }, tag),
      )
    call.output(output, new TableObject(message.logon, attachmentProperties.tags, source))
  },
})

interface OpenAttachmentRequest extends OutputRequest {
  readonly number: number
}

export const openAttachment = defineRop<OpenAttachmentRequest>({
  id: ropIds.openAttachment,
  answerIndex: ({ output }) => output,
  read(reader) {
    const output = reader.u8('the output index')
    reader.u8('the open flags')
    return { output, number: reader.u32('the number of the attachment') }
  },
  run({ output, number }, call) {
    const message = call.input('message')
    const attachment = message.attachments.get(number)
    if (attachment === undefined) throw new MapiError(mapiErrors.notFound)
    call.output(output, { kind: 'attachment', logon: message.logon, message, number, attachment })
  },
})

/** Attachments that a message may have; Exchange has the same limit for those of one message. */
const mostAttachments = 1_024

export const createAttachment = defineRop<OutputRequest>({
  id: ropIds.createAttachment,
  answerIndex: ({ output }) => output,
  read: (reader) => ({ output: reader.u8('the output index') }),
  run({ output }, call, answer) {
    const message = call.input('message')
    if (message.attachments.size >= mostAttachments) throw new MapiError(mapiErrors.tooComplex)
    const number = Math.max(-1, ...message.attachments.keys()) + 1
    const attachment = { name: '', contentType: 'application/octet-stream', content: Buffer.alloc(0), inline: false }
    call.output(output, { kind: 'attachment', logon: message.logon, message, number, attachment })
    answer.u32(number)
  },
})

/** Makes the attachment part of its message, which is still to be saved itself. */
export const saveChangesAttachment = defineRop<number>({
  id: ropIds.saveChangesAttachment,
  read(reader) {
    const input = reader.u8('the input index')
    reader.u8('the save flags')
    return input
  },
  run(input, call) {
    const { message, number, attachment } = call.inputAt(input, 'attachment')
    message.setAttachment(number, attachment)
  },
})
