// Writing and sending a message by ROPs, as Outlook does ([MS-OXOMSG] 4).

import { CauseError } from '../../../base/failure-cause.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { noHandle } from '../../../protocols/mapi/rop-buffer.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { writeTaggedValues } from '../../../protocols/mapi/tagged-values.ts'
import { putRecipients } from './items.ts'
import { executeRops, expectRop, logonId, type OpenMailbox } from './rops.ts'
import type { RopTransport } from './transport.ts'

/** What is sent, and to whom. */
export interface OutgoingMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Makes a message in the Outbox, and submits it. @throws CauseError */
export async function sendMessage(
  transport: RopTransport,
  { handle, outbox }: OpenMailbox,
  { to, subject, text }: OutgoingMessage,
): Promise<void> {
  const writer = new ByteWriter().u8(ropIds.createMessage).u8(logonId).u8(0).u8(1).u16(1_252).u64(outbox).u8(0)
  const values = new ByteWriter()
  writeTaggedValues(
    values,
    [
      { tag: tags.messageClass, value: 'IPM.Note' },
      { tag: tags.subject, value: subject },
      { tag: tags.body, value: text },
    ],
    'rop',
  )
  const bytes = values.end()
  writer.u8(ropIds.setProperties).u8(logonId).u8(1).u16(bytes.length).put(bytes)
  writer.u8(ropIds.modifyRecipients).u8(logonId).u8(1)
  putRecipients(writer, [to])
  writer.u8(ropIds.saveChangesMessage).u8(logonId).u8(1).u8(1).u8(0x0a)
  writer.u8(ropIds.submitMessage).u8(logonId).u8(1).u8(0)
  writer.u8(ropIds.release).u8(logonId).u8(1)
  const { reader } = await executeRops(transport, writer.end(), [handle, noHandle])
  expectRop(reader, ropIds.createMessage, 'CreateMessage')
  if (reader.u8('whether there is an id') !== 0) reader.u64('the message id')
  expectRop(reader, ropIds.setProperties, 'SetProperties')
  const problems = reader.u16('the count of problems')
  if (problems > 0)
    throw new CauseError('bad-response', `The store did not take ${problems} of the message's properties.`)
  expectRop(reader, ropIds.modifyRecipients, 'ModifyRecipients')
  expectRop(reader, ropIds.saveChangesMessage, 'SaveChangesMessage')
  reader.take(9, 'the id of the message')
  expectRop(reader, ropIds.submitMessage, 'SubmitMessage')
}
