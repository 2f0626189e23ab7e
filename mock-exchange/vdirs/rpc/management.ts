// The management interface of DCE/RPC ([C706] appendix Q), which rpcping and rpcmap ask.

import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { rpcInterfaces } from '../../../protocols/rts/index.ts'
import { guidBytes } from '../../mailbox/guid.ts'

const operations: Readonly<Record<number, () => Buffer>> = {
  0: inquireInterfaces,
  2: isServerListening,
}

/** The result of an operation without arguments, as NDR; undefined for one that is not offered. */
export function callManagement(operation: number): Buffer | undefined {
  return operations[operation]?.()
}

/** rpc__mgmt_inq_if_ids: a pointer to a vector of pointers to interface ids, then the status. */
function inquireInterfaces(): Buffer {
  const offered = [rpcInterfaces.nspi, rpcInterfaces.rfr, rpcInterfaces.emsmdb]
  let referent = 0x20000
  const pointer = (): number => (referent += 4)
  const writer = new ByteWriter().u32(pointer()).u32(offered.length).u32(offered.length)
  for (const _ of offered) writer.u32(pointer())
  for (const { id, major, minor } of offered) writer.put(guidBytes(id)).u16(major).u16(minor)
  return writer.u32(0).end()
}

/** rpc__mgmt_is_server_listening: the status, then true. */
function isServerListening(): Buffer {
  return new ByteWriter().u32(0).u32(1).end()
}
