// The RD Gateway by RPC over HTTP, its older transport (MS-TSGU 2.1): the RPC proxy of the same web site, whose endpoint is
// this server itself.
//
//   RPC_OUT_DATA, RPC_IN_DATA /rpc/rpcproxy.dll?localhost:3388 ── NTLM ──▶ TsProxyRpcInterface

import type { FastifyInstance } from 'fastify'
import { tsProxyPort } from '../../../protocols/tsproxy/index.ts'
import type { EssentialsPlan } from '../../../topology/lab-plan.ts'
import type { RpcServer } from '../../rpc/types.ts'
import { type EndpointAddress, parseEndpointAddress, type RpcProxyError } from '../../vdirs/rpc/endpoint-address.ts'
import { addRpcProxy } from '../../vdirs/rpc/proxy.ts'
import { VirtualConnections } from '../../vdirs/rpc/virtual-connections.ts'
import type { Admission } from './admission.ts'
import { tsProxy } from './rpc-interface.ts'
import type { TunnelOptions } from './tunnel.ts'

export interface RpcGatewayOptions {
  readonly server: RpcServer & { readonly plan: EssentialsPlan }
  readonly admit: Admission
  readonly connect: TunnelOptions['connect']
}

/** Adds the routes; the bodies of both channels are streams. */
export async function addRpcGateway(app: FastifyInstance, options: RpcGatewayOptions): Promise<void> {
  const { server, admit, connect } = options
  // The channels end with their sockets: this server has no application pool to recycle.
  const { signal } = new AbortController()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  addRpcProxy(app, ['/rpc/rpcproxy.dll'], {
    admit,
    endpointOf: (target) => readEndpoint(target, server.plan),
    connections: new VirtualConnections<RpcServer>(server, [tsProxy(connect)]),
    signal: () => signal,
    noteHeld: () => undefined,
  })
}

/** This server under any of its names, at the gateway's port; access denied (5) or no such server (6ba) otherwise. */
function readEndpoint(target: string, { fqdn, publicName }: EssentialsPlan): EndpointAddress | RpcProxyError {
  const address = parseEndpointAddress(target)
  if (address === undefined || address.port !== tsProxyPort) return '5'
  const names = ['localhost', '127.0.0.1', fqdn, fqdn.split('.')[0], publicName].map((name) => name?.toLowerCase())
  return names.includes(address.server.toLowerCase()) ? address : '6ba'
}
