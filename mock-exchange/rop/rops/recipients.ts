// Recipients of an open message ([MS-OXCMSG] 2.2.3.4 to 2.2.3.6).

import { ByteReader } from '../../../protocols/byte-reader.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { type RecipientRow, readRecipientRow } from '../../../protocols/mapi/recipient-row.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readCounted, readTags } from '../../../protocols/mapi/tagged-values.ts'
import { recipientRows } from '../opened-message.ts'
import { addressOfRow, type Recipient, responseOfRow } from '../recipients.ts'
import { AnswerTooLarge, defineRop } from '../rop.ts'

/** A row that changes; without a recipient it is removed. */
interface Change {
  readonly rowId: number
  readonly type: number
  readonly row: RecipientRow | undefined
}

export const modifyRecipients = defineRop<readonly Change[]>({
  id: ropIds.modifyRecipients,
  read(reader) {
    const columns = readTags(reader, 'rop')
    return readCounted(reader, 'rop', 7, () => {
      const rowId = reader.u32('the id of a recipient')
      const type = reader.u8('the type of a recipient')
      const bytes = reader.take(reader.u16('the size of a recipient'), 'a recipient')
      if (bytes.length === 0) return { rowId, type, row: undefined }
      const inner = new ByteReader('MAPI', bytes)
      const row = readRecipientRow(inner, columns)
      if (inner.left > 0) throw inner.error(`${inner.left} bytes follow a recipient`)
      return { rowId, type, row }
    })
  },
  run(changes, call) {
    const message = call.input('message', 'embedded')
    const recipients = new Map(message.recipients.map((recipient) => [recipient.rowId, recipient]))
    for (const { rowId, type, row } of changes) {
      if (row === undefined) {
        recipients.delete(rowId)
        continue
      }
      const address = addressOfRow(row, call.session.book)
      if (address === undefined) throw new MapiError(mapiErrors.invalidParameter, 'a recipient has no address')
      recipients.set(rowId, { rowId, type, address, response: responseOfRow(row) })
    }
    message.setRecipients([...recipients.values()])
  },
})

export const removeAllRecipients = defineRop({
  id: ropIds.removeAllRecipients,
  read: (reader) => reader.u32('a reserved number'),
  run: (_request, call) => call.input('message', 'embedded').setRecipients([]),
})

/** Bytes of the answer before its rows: RopId, index, return value, count. */
const headLength = 7

export const readRecipients = defineRop<number>({
  id: ropIds.readRecipients,
  read(reader) {
    const rowId = reader.u32('the id of a recipient')
    reader.u16('a reserved number')
    return rowId
  },
  run(from, call, answer) {
    const wanted = call.input('message', 'embedded').recipients.filter(({ rowId }: Recipient) => rowId >= from)
    if (wanted.length === 0) throw new MapiError(mapiErrors.notFound)
    const rows = recipientRows(wanted, call.room - headLength)
    if (rows.length === 0) throw new AnswerTooLarge()
    answer.u8(rows.length)
    for (const row of rows) answer.put(row)
  },
})
