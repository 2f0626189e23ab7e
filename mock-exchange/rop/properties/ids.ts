import { type StoreId, storeIdBytes } from '../../mailbox/entry-id.ts'

/** PidTagSourceKey and its like: GUID and counter, 22 bytes. */
export const sourceKey = (id: StoreId): Buffer => storeIdBytes(id)

/** A change as the replica knows it (PidTagChangeKey). */
export const changeKey = (replica: string, change: number): Buffer => storeIdBytes({ replica, counter: change })

/** A LongTermID ([MS-OXCDATA] 2.2.1.3.1): GUID, counter, two zero bytes. */
export const longTermId = (id: StoreId): Buffer => Buffer.concat([storeIdBytes(id), Buffer.alloc(2)])
