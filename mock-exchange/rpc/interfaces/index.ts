import type { RpcInterface } from '../types.ts'
import { asyncStore } from './async-store.ts'
import { directory } from './directory.ts'
import { endpointMapper } from './endpoint-mapper.ts'
import { management } from './management.ts'
import { referral } from './referral.ts'
import { store } from './store.ts'

/** The RPC interfaces of an Exchange server. A new one is a file of its own and a line here. */
export const rpcInterfacesOfExchange: readonly RpcInterface[] = [
  directory,
  referral,
  store,
  asyncStore,
  management,
  endpointMapper,
]
