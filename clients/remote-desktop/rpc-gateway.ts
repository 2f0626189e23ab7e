// The way through an RD Gateway by RPC over HTTP, the older transport (MS-TSGU 3.6): calls of TsProxyRpcInterface.

import {
  readChannel,
  readCreatedTunnel,
  readReturnValue,
  tsCapabilities,
  tsProxyInterface,
  tsProxyOperations,
  tsProxyPort,
  writeAuthorizeTunnel,
  writeCreateChannel,
  writeCreateTunnel,
  writeSendToServer,
} from '../../protocols/tsproxy/index.ts'
import type { ActionRun } from '../action-run.ts'
import type { AuthenticationScheme } from '../http/index.ts'
import { endpointUrl, openChannels } from '../outlook/rpc-channels.ts'
import { RpcConnection, RpcRefusal } from '../outlook/rpc-connection.ts'
import { RpcClientSecurity } from '../outlook/rpc-security.ts'
import { type Gateway, type RefusedConnection, stepWithin } from './gateway.ts'

const capabilities = tsCapabilities.health | tsCapabilities.idleTimeout | tsCapabilities.reauthentication

/** Opens both channels. @throws CauseError when a connection fails */
export async function openRpcGateway(
  run: ActionRun,
  url: URL,
  scheme: AuthenticationScheme,
  target: { readonly host: string; readonly port: number },
): Promise<Gateway | RefusedConnection> {
  const channels = await openChannels(run, { url: endpointUrl(url, `localhost:${tsProxyPort}`), scheme })
  if ('refused' in channels) return channels
  // The least that a gateway takes (MS-TSGU 3.2.5).
  const connection = new RpcConnection(
    channels,
    new RpcClientSecurity({ level: 'sign', provider: 'ntlm', account: run.user }),
  )
  let tunnel: Buffer = Buffer.alloc(0)
  let channel: Buffer = Buffer.alloc(0)
  let pipe = 0
  const steps = {
    async handshake() {
      await connection.open(tsProxyInterface)
      return 0
    },
    async tunnel() {
      const stub = writeCreateTunnel({ major: 1, minor: 1, capabilities })
      const created = readCreatedTunnel(await connection.call(tsProxyOperations.createTunnel, stub))
      if ('error' in created) return created.error
      tunnel = created.handle
      return 0
    },
    async authorization() {
      const stub = writeAuthorizeTunnel(tunnel, 'BRIDGEHEAD')
      return readReturnValue(await connection.call(tsProxyOperations.authorizeTunnel, stub))
    },
    async channel() {
      const stub = writeCreateChannel(tunnel, { hosts: [target.host], port: target.port })
      const { handle, error } = readChannel(await connection.call(tsProxyOperations.createChannel, stub))
      channel = handle
      if (error === 0) pipe = connection.begin(tsProxyOperations.setupReceivePipe, channel)
      return error
    },
  }
  return {
    steps: (['handshake', 'tunnel', 'authorization', 'channel'] as const).map((stage) => ({
      stage,
      ask: () => faultAsError(steps[stage]),
    })),
    say: (bytes) => void connection.begin(tsProxyOperations.sendToServer, writeSendToServer(channel, bytes)),
    async heard() {
      for (;;) {
        const { callId, stub, isLast } = await connection.response(stepWithin)
        if (callId !== pipe) continue
        return isLast ? undefined : stub
      }
    },
    close: () => void connection.begin(tsProxyOperations.closeChannel, channel),
    [Symbol.dispose]: () => channels[Symbol.dispose](),
  }
}

/** The status of a fault is an error of the gateway like any other: that a computer cannot be reached comes as one. */
async function faultAsError(ask: () => Promise<number>): Promise<number> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof RpcRefusal && error.status !== undefined) return error.status
    throw error
  }
}
