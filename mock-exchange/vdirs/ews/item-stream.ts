// Items as bytes, for ExportItems and UploadItems ([MS-OXWSBTRF]). Real ones are FastTransfer streams; to clients they are
// opaque, and these are the form in which mailboxes move, with what the store keeps beside the content.

import * as z from 'zod'
import type { Item, ItemContent } from '../../mailbox/item.ts'
import type { Arrival } from '../../mailbox/mailbox.ts'
import { decodeContent, encodeContent, instant } from '../mrsproxy/item-content.ts'
import { EwsError } from './errors.ts'

const magic = Buffer.from('BHITEM01')
const head = z.object({ read: z.boolean(), receivedAt: instant })

/** The bytes of an item. */
export function exportItem(item: Item): Buffer {
  const { read, receivedAt } = item
  const beside = Buffer.from(JSON.stringify({ read, receivedAt }))
  const length = Buffer.alloc(2)
  length.writeUInt16LE(beside.length)
  return Buffer.concat([magic, length, beside, encodeContent(item)])
}

/** The item in such bytes. @throws EwsError ErrorCorruptData */
export function importItem(bytes: Buffer): { readonly content: ItemContent; readonly arrival: Arrival } {
  const corrupt = (): EwsError => new EwsError('ErrorCorruptData', 'The data of the item cannot be read.')
  if (bytes.length < 10 || !bytes.subarray(0, magic.length).equals(magic)) throw corrupt()
  const from = magic.length + 2
  const until = from + bytes.readUInt16LE(magic.length)
  try {
    const arrival = head.parse(JSON.parse(bytes.toString('utf8', from, until)))
    return { content: decodeContent(bytes.subarray(until)), arrival }
  } catch {
    // Whatever is wrong with bytes from outside, to the client they are just that.
    throw corrupt()
  }
}
