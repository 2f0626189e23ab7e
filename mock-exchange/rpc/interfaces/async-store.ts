// Asynchronous EMSMDB ([MS-OXCRPC] 3.3): a call that the server holds until there is something to tell.

import { NdrReader, NdrWriter, rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { hold } from '../../vdirs/held-request.ts'
import { storePort } from '../ports.ts'
import type { RpcCall, RpcInterface } from '../types.ts'
import { asyncSessions } from './store.ts'

export const asyncStore: RpcInterface = {
  name: 'Microsoft Information Store (asynchronous)',
  syntax: rpcInterfaces.asyncEmsmdb,
  ports: [storePort],
  operations: { 0: waitEx },
}

/** How long the call is held, milliseconds ([MS-OXCRPC] 3.3.4.1). */
const longestWait = 300_000

/** Flag of an answer: there are notifications, to be fetched with the next ROPs. */
const notificationPending = 1

/** EcDoAsyncWaitEx. */
async function waitEx(stub: Buffer, call: RpcCall): Promise<Buffer> {
  const reader = new NdrReader(stub)
  const { session } = call.handles.find(asyncSessions, reader.contextHandle('the asynchronous session'))
  reader.u32('the flags')
  const answer = (pending: boolean): Buffer =>
    new NdrWriter()
      .u32(pending ? notificationPending : 0)
      .u32(mapiErrors.success)
      .end()
  if (session.hasPending) return answer(true)
  const pending = await hold<boolean>(call, (settle) => {
    const cancelTimer = call.server.clock.after(longestWait, () => settle(false))
    const cancelListener = session.onPending(() => settle(true))
    return () => {
      cancelTimer()
      cancelListener()
    }
  })
  return answer(pending ?? false)
}
