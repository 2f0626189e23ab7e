// Folder and message ids in ROPs ([MS-OXCDATA] 2.2.1): the number of a replica and a counter in network order.

/** The replica of a mailbox's own ids: the only one that a private mailbox needs. */
export const ownReplica = 1

/** An id of the mailbox's own replica, 64 bits little-endian on the wire. */
export function storeId(counter: number): bigint {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(ownReplica)
  bytes.writeUIntBE(counter, 2, 6)
  return bytes.readBigUInt64LE(0)
}

/** The counter of an id; undefined for one of another replica. */
export function counterOf(id: bigint): number | undefined {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(id)
  return bytes.readUInt16LE(0) === ownReplica ? bytes.readUIntBE(2, 6) : undefined
}
