// The identifiers that a store gives to folders and messages ([MS-OXCDATA] 2.2.4). All protocols wrap the same ones.

import { guidBytes } from './guid.ts'

/** A folder or message within a database: the GUID of the replica and a counter that is never used twice. */
export interface StoreId {
  readonly replica: string
  readonly counter: number
}

/** Flags, provider (the mailbox itself), type 1 for a private folder, then the long-term id: 46 bytes. */
export function folderEntryId(provider: string, folder: StoreId): Buffer {
  return Buffer.concat([entryIdHead(provider, 0x0001), longTermId(folder)])
}

/** Flags, provider, type 7 for a private message, then the long-term ids of folder and message: 70 bytes. */
export function messageEntryId(provider: string, folder: StoreId, message: StoreId): Buffer {
  return Buffer.concat([entryIdHead(provider, 0x0007), longTermId(folder), longTermId(message)])
}

/** GUID and counter, 22 bytes: the form of change keys (XID, [MS-OXCDATA] 2.2.2.2). */
export function storeIdBytes({ replica, counter }: StoreId): Buffer {
  const bytes = Buffer.alloc(22)
  guidBytes(replica).copy(bytes)
  bytes.writeUIntBE(counter, 16, 6)
  return bytes
}

function longTermId(id: StoreId): Buffer {
  return Buffer.concat([storeIdBytes(id), Buffer.alloc(2)])
}

function entryIdHead(provider: string, type: number): Buffer {
  const head = Buffer.alloc(22)
  guidBytes(provider).copy(head, 4)
  head.writeUInt16LE(type, 20)
  return head
}
