import { rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { storePort } from '../ports.ts'
import type { RpcInterface } from '../types.ts'

/** EMSMDB, the mailbox store (MS-OXCRPC 3.1). It can be bound to; it has no operations. */
export const store: RpcInterface = {
  name: 'Microsoft Information Store',
  syntax: rpcInterfaces.emsmdb,
  ports: [storePort],
  operations: {},
}
