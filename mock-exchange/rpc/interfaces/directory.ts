import { rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { directoryPort, storePort } from '../ports.ts'
import type { RpcInterface } from '../types.ts'

/** NSPI, the address book (MS-OXNSPI). It can be bound to; it has no operations. */
export const directory: RpcInterface = {
  name: 'MS NT Directory NSP Interface',
  syntax: rpcInterfaces.nspi,
  ports: [directoryPort, storePort],
  operations: {},
}
