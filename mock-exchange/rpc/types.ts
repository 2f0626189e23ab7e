// An RPC interface is one file that exports one `RpcInterface`, and one line in `rpc/interfaces/index.ts`.
//
//   virtual connection ──PDUs──▶ association: bind, security, fragments ──stub──▶ operation ──stub──▶ back again

import type { Clock } from '../../base/clock.ts'
import type { RpcSyntax } from '../../protocols/dcerpc/index.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { VdirContext } from '../vdirs/types.ts'
import type { ContextHandles } from './context-handles.ts'

/** What RPC itself asks of the server that it runs on; Exchange's interfaces ask for more. */
export interface RpcServer {
  readonly plan: { readonly fqdn: string }
  readonly clock: Clock
  readonly users: readonly UserPlan[]
  readonly domain: string
  readonly netbios: string
}

/** What an operation knows of the call. */
export interface RpcCall<Server extends RpcServer = VdirContext> {
  /** Who calls: the one that RPC security logged on, else the one of the HTTP channels. */
  readonly user: UserPlan
  /** Authentication level of the call (`authLevels`): 1 without RPC security, 6 when it is sealed. */
  readonly authLevel: number
  /** The server; Exchange's as its virtual directories see it. */
  readonly server: Server
  /** The endpoint: 6001, 6002, 6004 or 593 of Exchange, 3388 of the RD Gateway. */
  readonly port: number
  /** Context handles of the association group: all connections of one client process. */
  readonly handles: ContextHandles
  /** All interfaces that are registered. */
  readonly interfaces: readonly RpcInterface<Server>[]
  /** Aborted when nobody waits for the answer any more: connection closed, call orphaned, pool recycled. */
  readonly signal: AbortSignal
  /** To be told once the call is held (`hold` of vdirs/held-request.ts takes an `RpcCall` as it is). */
  readonly noteHeld: () => void
  /**
   * Sends a part of the result before the operation answers with the rest, as fragments that say their own length only: an
   * [out] pipe. False when the client's window is used up, so that no more should be sent until `drained`.
   */
  readonly sendPart: (stub: Buffer) => boolean
  /** Calls back once what was sent is on its way. */
  readonly drained: (then: () => void) => void
}

/**
 * One operation: the arguments' stub in, the results' stub out (`NdrReader` and `NdrWriter` of protocols/dcerpc). It may
 * answer later; other calls of the connection go on meanwhile.
 *
 * What it throws becomes a fault: `RpcFault` one of its choice, `ProtocolSyntaxError` of an `NdrReader` RPC_X_BAD_STUB_DATA,
 * anything else ERROR_INTERNAL_ERROR.
 */
export type RpcOperation<Server extends RpcServer = VdirContext> = (
  stub: Buffer,
  call: RpcCall<Server>,
) => Buffer | Promise<Buffer>

/** An interface, as registered. */
export interface RpcInterface<Server extends RpcServer = VdirContext> {
  /** For messages and the endpoint mapper's annotation: `Exchange 2013 NSPI`. */
  readonly name: string
  /** UUID and version. A client's major version must be the same, its minor one no greater. */
  readonly syntax: RpcSyntax
  /** Ports at which it is bound to. */
  readonly ports: readonly number[]
  /** By operation number; a number that is not there gets nca_s_op_rng_error. */
  readonly operations: Readonly<Record<number, RpcOperation<Server>>>
}
