// The management interface that every RPC server has (C706 appendix Q), which rpcping and rpcmap ask. All of it is there:
//   0 inq_if_ids   1 inq_stats   2 is_server_listening   3 stop_server_listening   4 inq_princ_name

import {
  authTypes,
  faultStatus,
  NdrReader,
  NdrWriter,
  rpcInterfaces,
  uuidToBytes,
} from '../../../protocols/dcerpc/index.ts'
import { exchangePorts } from '../ports.ts'
import type { RpcCall, RpcInterface } from '../types.ts'

const ok = 0
/** rpc_s_unknown_auth_service as Windows has it: RPC_S_UNKNOWN_AUTHN_SERVICE. */
const unknownAuthenticationService = 1_747

export const management: RpcInterface = {
  name: 'Remote management',
  syntax: rpcInterfaces.management,
  ports: exchangePorts,
  operations: {
    0: (_stub, call) => inquireInterfaces(call),
    1: inquireStatistics,
    2: () => new NdrWriter().u32(ok).u32(1).end(),
    // Windows lets nobody stop a server from outside.
    3: () => new NdrWriter().u32(faultStatus.accessDenied).end(),
    4: (stub, call) => inquirePrincipalName(stub, call),
  },
}

/** A pointer to a vector of pointers to the interfaces of the endpoint, then the status. */
function inquireInterfaces({ interfaces, port }: RpcCall): Buffer {
  const offered = interfaces.filter(({ ports, syntax }) => ports.includes(port) && syntax !== rpcInterfaces.management)
  const writer = new NdrWriter().pointer().u32(offered.length).u32(offered.length)
  for (const _ of offered) writer.pointer()
  for (const { syntax } of offered) writer.align(4).bytes(uuidToBytes(syntax.id)).u16(syntax.major).u16(syntax.minor)
  return writer.u32(ok).end()
}

/** Four counters, which the lab does not keep and which Windows lets be 0: calls in and out, packets in and out. */
function inquireStatistics(stub: Buffer): Buffer {
  const count = Math.min(new NdrReader(stub).u32('the number of counters'), 4)
  const counters = Array.from({ length: count }, () => 0)
  const writer = new NdrWriter().u32(count)
  return writer
    .array(counters, (value) => writer.u32(value))
    .u32(ok)
    .end()
}

/** The name that a client asks Kerberos for; NTLM's is the account of the server, too. */
function inquirePrincipalName(stub: Buffer, { server }: RpcCall): Buffer {
  const reader = new NdrReader(stub)
  const service = reader.u32('the authentication service')
  const room = reader.u32('the room for the name')
  const known = service === authTypes.negotiate || service === authTypes.ntlm
  const name = Buffer.from(known ? `exchangeMDB/${server.plan.fqdn}` : '', 'latin1').subarray(0, Math.max(room, 1) - 1)
  return new NdrWriter()
    .string8(name, Math.max(room, 1))
    .u32(known ? ok : unknownAuthenticationService)
    .end()
}
