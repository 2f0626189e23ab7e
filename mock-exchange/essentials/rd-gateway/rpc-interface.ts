// TsProxyRpcInterface, the RD Gateway by RPC (MS-TSGU 3.2.6, read for this; what Windows does beyond it is not verified).
//
//   1 CreateTunnel ─▶ tunnel · 2 AuthorizeTunnel · 4 CreateChannel ─▶ channel, connected to the computer
//   8 SetupReceivePipe: what the computer says, part by part, and a return value at the end · 9 SendToServer
//   3 MakeTunnelCall: waits for a message, of which there are none · 6 CloseChannel · 7 CloseTunnel

import { randomUUID } from 'node:crypto'
import { authLevels, faultStatus } from '../../../protocols/dcerpc/index.ts'
import {
  readAuthorizeTunnel,
  readCreateChannel,
  readCreateTunnel,
  readHandle,
  readSendToServer,
  readTunnelCall,
  tsCapabilities,
  tsErrors,
  tsProxyInterface,
  tsProxyOperations,
  tsProxyPort,
  tsTunnelCalls,
  writeAuthorized,
  writeChannel,
  writeClosed,
  writeCreatedTunnel,
  writeNoPacket,
  writeRefusedTunnel,
  writeReturnValue,
} from '../../../protocols/tsproxy/index.ts'
import { HandleKind, nullHandle } from '../../rpc/context-handles.ts'
import { RpcFault } from '../../rpc/fault.ts'
import type { RpcCall, RpcInterface, RpcOperation, RpcServer } from '../../rpc/types.ts'
import { hold } from '../../vdirs/held-request.ts'
import { RpcChannel, RpcTunnel } from './rpc-tunnel.ts'
import type { TunnelOptions } from './tunnel.ts'

/** As by HTTP: idle time-outs and new log-ons, and no messages, so that none is to be consented to. */
const capabilities = tsCapabilities.idleTimeout | tsCapabilities.reauthentication

const version = { major: 1, minor: 1 } as const

const tunnels: HandleKind<RpcTunnel> = new HandleKind((tunnel) => tunnel.close())
const channels: HandleKind<RpcChannel> = new HandleKind((channel) => channel.close(tsErrors.gracefulDisconnect))

/** The interface of a gateway. @param connect reaches a computer of the network */
export function tsProxy<Server extends RpcServer>(connect: TunnelOptions['connect']): RpcInterface<Server> {
  const operations: Record<number, RpcOperation<Server>> = {
    [tsProxyOperations.createTunnel]: createTunnel,
    [tsProxyOperations.authorizeTunnel]: authorizeTunnel,
    [tsProxyOperations.makeTunnelCall]: makeTunnelCall,
    [tsProxyOperations.createChannel]: (stub, call) => createChannel(stub, call, connect),
    [tsProxyOperations.closeChannel]: closeChannel,
    [tsProxyOperations.closeTunnel]: closeTunnel,
    [tsProxyOperations.setupReceivePipe]: setupReceivePipe,
    [tsProxyOperations.sendToServer]: sendToServer,
  }
  const secured = Object.entries(operations).map(([number, operation]) => [number, onlySigned(operation)])
  return {
    name: 'Terminal Services Gateway',
    syntax: tsProxyInterface,
    ports: [tsProxyPort],
    operations: Object.fromEntries(secured),
  }
}

/** Calls come signed at least (MS-TSGU 3.2.5). */
function onlySigned<Server extends RpcServer>(operation: RpcOperation<Server>): RpcOperation<Server> {
  return (stub, call) => {
    if (call.authLevel < authLevels.integrity) throw new RpcFault(faultStatus.accessDenied, 'the call is not signed')
    return operation(stub, call)
  }
}

type Handles = Pick<RpcCall, 'handles'>

/** The tunnel of a handle; undefined for the null handle. @throws RpcFault when it is none */
function tunnelOf(handle: Buffer, { handles }: Handles): RpcTunnel | undefined {
  return handle.equals(nullHandle) ? undefined : handles.find(tunnels, handle)
}

function channelOf(handle: Buffer, { handles }: Handles): RpcChannel | undefined {
  return handle.equals(nullHandle) ? undefined : handles.find(channels, handle)
}

/** Packets of pluggable authentication and of new log-ons, which nobody asked for, are an internal error (3.2.6.1.1). */
function createTunnel(stub: Buffer, { handles }: Handles): Buffer {
  const asked = readCreateTunnel(stub)
  if (asked === undefined) return writeRefusedTunnel(tsErrors.internal)
  const tunnel = new RpcTunnel(asked.capabilities & capabilities)
  const handle = handles.open(tunnels, tunnel)
  return writeCreatedTunnel({ ...version, capabilities: tunnel.capabilities, handle, tunnelId: 1, nonce: randomUUID() })
}

function authorizeTunnel(stub: Buffer, call: Handles): Buffer {
  const { tunnel: handle, client } = readAuthorizeTunnel(stub)
  const tunnel = tunnelOf(handle, call)
  if (tunnel === undefined || tunnel.isAuthorized) return writeNoPacket(tsErrors.accessDenied)
  if (client === undefined) return writeNoPacket(tsErrors.notSupportedCode)
  tunnel.isAuthorized = true
  return writeAuthorized((tunnel.capabilities & tsCapabilities.idleTimeout) === 0 ? undefined : 0)
}

async function makeTunnelCall(stub: Buffer, call: Pick<RpcCall, 'handles' | 'signal' | 'noteHeld'>): Promise<Buffer> {
  const { tunnel: handle, procedure } = readTunnelCall(stub)
  const tunnel = tunnelOf(handle, call)
  const waits = tunnel?.cancelWait !== undefined
  if (tunnel?.isAuthorized && procedure === tsTunnelCalls.cancel && waits) {
    tunnel.cancelWait?.()
    return writeNoPacket(tsErrors.none)
  }
  if (!tunnel?.isAuthorized || procedure !== tsTunnelCalls.waitForMessage || waits) {
    return writeNoPacket(tsErrors.accessDenied)
  }
  await hold<void>(call, (settle) => {
    tunnel.cancelWait = settle
    return () => {
      tunnel.cancelWait = undefined
    }
  })
  return writeNoPacket(tsErrors.callCancelled)
}

/** The first name that answers; that none does is the status of a fault (3.2.6.1.4). */
async function createChannel<Server extends RpcServer>(
  stub: Buffer,
  { handles, server, signal }: RpcCall<Server>,
  connect: TunnelOptions['connect'],
): Promise<Buffer> {
  const { tunnel: handle, hosts, port } = readCreateChannel(stub)
  const tunnel = tunnelOf(handle, { handles })
  const isBusy = tunnel?.isConnecting || tunnel?.channel?.isClosed === false
  if (!tunnel?.isAuthorized || isBusy || hosts.length === 0) return writeChannel(tsErrors.accessDenied)
  tunnel.isConnecting = true
  const failures: unknown[] = []
  try {
    for (const host of hosts) {
      try {
        const socket = await connect(host, port)
        const channel = new RpcChannel(socket, server.clock)
        // The client may have gone, or closed the tunnel, while the computer was being reached.
        if (signal.aborted || !tunnel.isAuthorized) {
          channel.close(tsErrors.operationAborted)
          return writeChannel(tsErrors.accessDenied)
        }
        tunnel.channel = channel
        return writeChannel({ handle: handles.open(channels, channel), id: 1 })
      } catch (error) {
        if (error instanceof RpcFault) throw error
        failures.push(error)
      }
    }
  } finally {
    tunnel.isConnecting = false
  }
  throw new RpcFault(tsErrors.connectFailedCode, `the computer cannot be reached: ${failures.map(String).join('; ')}`)
}

function closeChannel(stub: Buffer, call: Handles): Buffer {
  const handle = readHandle(stub)
  const channel = channelOf(handle, call)
  if (channel === undefined) return writeClosed(handle, tsErrors.accessDenied)
  channel.close(tsErrors.gracefulDisconnect)
  return writeClosed(call.handles.close(handle), tsErrors.none)
}

function closeTunnel(stub: Buffer, call: Handles): Buffer {
  const handle = readHandle(stub)
  const tunnel = tunnelOf(handle, call)
  if (tunnel === undefined) return writeClosed(handle, tsErrors.accessDenied)
  tunnel.close()
  return writeClosed(call.handles.close(handle), tsErrors.none)
}

async function setupReceivePipe(
  stub: Buffer,
  call: Pick<RpcCall, 'handles' | 'signal' | 'sendPart' | 'drained'>,
): Promise<Buffer> {
  const channel = channelOf(readHandle(stub), call)
  if (channel === undefined) return writeReturnValue(tsErrors.accessDenied)
  const { sendPart, drained, signal } = call
  return writeReturnValue(await channel.pipe({ data: sendPart, drained }, signal))
}

/** When a call fails, the pipe ends too (3.2.6.2.1). */
async function sendToServer(stub: Buffer, call: Handles): Promise<Buffer> {
  const { channel: handle, data } = readSendToServer(stub)
  const channel = channelOf(handle, call)
  if (channel === undefined) return writeReturnValue(tsErrors.accessDenied)
  const error = data === undefined ? tsErrors.accessDenied : await channel.send(data)
  if (error !== tsErrors.none) channel.close(error)
  return writeReturnValue(error)
}
