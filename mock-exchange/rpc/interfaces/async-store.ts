import { rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { storePort } from '../ports.ts'
import type { RpcInterface } from '../types.ts'

/** Asynchronous EMSMDB, the store's notifications (MS-OXCRPC 3.3). It can be bound to; it has no operations. */
export const asyncStore: RpcInterface = {
  name: 'Microsoft Information Store (asynchronous)',
  syntax: rpcInterfaces.asyncEmsmdb,
  ports: [storePort],
  operations: {},
}
