// Attachments of an open message ([MS-OXCMSG] 2.2.3.12 to 2.2.3.18).

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import type { Attachment, Item } from '../../mailbox/item.ts'
import { exceptionsIn } from '../../mailbox/mapi/exception-message.ts'
import { TableObject, type TableRow } from '../objects/table.ts'
import { attachmentProperties } from '../properties/attachment-properties.ts'
import { exceptionProperties, firstException } from '../properties/exception-properties.ts'
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
    const message = call.input('message', 'embedded')
    const source = (): TableRow[] => [
      ...[...message.attachments].map(
        ([number, attachment]): TableRow =>
          (tag) =>
            attachmentProperties.get({ number, attachment }, tag),
      ),
      ...exceptionRows(message.item),
    ]
    const known = new Set([...attachmentProperties.tags, ...exceptionProperties.tags])
    call.output(output, new TableObject(message.logon, [...known], source))
  },
})

/** Occurrences that differ from their series lie behind its attachments. */
function exceptionRows(item: Item | undefined): TableRow[] {
  if (item?.kind !== 'appointment') return []
  return exceptionsIn(item).map(
    (original, index) => (tag) =>
      exceptionProperties.get({ number: firstException + index, series: item, original }, tag),
  )
}

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
    const message = call.input('message', 'embedded')
    const original = exceptionsIn(message.item)[number - firstException]
    const attachment = original === undefined ? message.attachments.get(number) : blank
    if (attachment === undefined) throw new MapiError(mapiErrors.notFound)
    const exception = original === undefined ? undefined : { original, change: undefined }
    call.output(output, { kind: 'attachment', logon: message.logon, message, number, attachment, exception })
  },
})

/** An attachment that says nothing yet. */
const blank: Attachment = {
  name: '',
  contentType: 'application/octet-stream',
  content: Buffer.alloc(0),
  inline: false,
}

/** Attachments that a message may have; Exchange has the same limit for those of one message. */
const mostAttachments = 1_024

export const createAttachment = defineRop<OutputRequest>({
  id: ropIds.createAttachment,
  answerIndex: ({ output }) => output,
  read: (reader) => ({ output: reader.u8('the output index') }),
  run({ output }, call, answer) {
    const message = call.input('message', 'embedded')
    if (message.attachments.size >= mostAttachments) throw new MapiError(mapiErrors.tooComplex)
    const number = Math.max(-1, ...message.attachments.keys()) + 1
    const object = { kind: 'attachment', logon: message.logon, message, number, attachment: blank } as const
    call.output(output, { ...object, exception: undefined })
    answer.u32(number)
  },
})

/**
 * Makes the attachment part of its message, which is still to be saved itself. Messages within attachments are exceptions
 * of series here, and nothing else.
 */
export const saveChangesAttachment = defineRop<number>({
  id: ropIds.saveChangesAttachment,
  read(reader) {
    const input = reader.u8('the input index')
    reader.u8('the save flags')
    return input
  },
  run(input, call) {
    const { message, number, attachment, exception } = call.inputAt(input, 'attachment')
    if (exception === undefined) message.setAttachment(number, attachment)
    else if (exception.original === undefined) {
      throw new MapiError(mapiErrors.notSupported, 'an embedded message needs PidTagExceptionReplaceTime')
    } else if (exception.change !== undefined) message.setException(exception.original, exception.change)
  },
})

/** Takes an attachment away. That of an exception goes with it, which the blob of the series says: nothing is left to do. */
export const deleteAttachment = defineRop<number>({
  id: ropIds.deleteAttachment,
  read: (reader) => reader.u32('the number of the attachment'),
  run(number, call) {
    const message = call.input('message', 'embedded')
    const isException = exceptionsIn(message.item)[number - firstException] !== undefined
    if (!isException && !message.deleteAttachment(number)) throw new MapiError(mapiErrors.notFound)
  },
})
