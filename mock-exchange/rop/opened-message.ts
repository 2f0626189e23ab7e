// What the answer to an opened message says of it ([MS-OXCMSG] 2.2.3.1.2), and recipients in answers.

import { ByteWriter } from '../../protocols/byte-writer.ts'
import { writeRecipientRow } from '../../protocols/mapi/recipient-row.ts'
import { writeTags } from '../../protocols/mapi/tagged-values.ts'
import { splitSubject } from '../mailbox/subject.ts'
import type { OpenMessage } from './objects/open-message.ts'
import { type Recipient, recipientColumns, rowOfRecipient } from './recipients.ts'

/** UTF-8, as code page of a recipient's 8-bit texts, which there are none of. */
const codePage = 65_001
/** Recipients in one answer: their count is one byte. */
const mostRows = 255

/**
 * Named properties, subject, recipients; of those as many as there is room for, the others are read by RopReadRecipients.
 * @param room bytes
 */
export function openedMessage(message: OpenMessage, room: number): Buffer {
  const { prefix, rest } = splitSubject(message.item?.subject ?? '')
  const writer = new ByteWriter()
    .u8(message.item !== undefined && message.item.properties.size > 0 ? 1 : 0)
    .put(typedText(prefix))
    .put(typedText(rest))
    .u16(message.recipients.length)
  writeTags(writer, recipientColumns, 'rop')
  const rows: Buffer[] = []
  let left = room - writer.length - 1
  for (const recipient of message.recipients.slice(0, mostRows)) {
    const row = new ByteWriter().u8(recipient.type).put(recipientBody(recipient)).end()
    left -= row.length
    if (left < 0) break
    rows.push(row)
  }
  writer.u8(rows.length)
  for (const row of rows) writer.put(row)
  return writer.end()
}

/** The rows from an id on, with their ids, as many as there is room for. */
export function recipientRows(recipients: readonly Recipient[], room: number): readonly Buffer[] {
  const rows: Buffer[] = []
  let left = room
  for (const recipient of recipients.slice(0, mostRows)) {
    const row = new ByteWriter().u32(recipient.rowId).u8(recipient.type).put(recipientBody(recipient)).end()
    left -= row.length
    if (left < 0) break
    rows.push(row)
  }
  return rows
}

function recipientBody(recipient: Recipient): Buffer {
  const row = writeRecipientRow(recipientColumns, rowOfRecipient(recipient))
  return new ByteWriter().u16(codePage).u16(0).u16(row.length).put(row).end()
}

/** A TypedString ([MS-OXCDATA] 2.11.7): empty, or UTF-16. */
function typedText(text: string): Buffer {
  return text === '' ? Buffer.of(1) : new ByteWriter().u8(4).utf16(text).end()
}
