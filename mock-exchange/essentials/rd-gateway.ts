// The RD Gateway of Windows Server Essentials by HTTP (MS-TSGU 3.3.5.1; reference exchange-protocols.md 2.11):
//
//   RDG_OUT_DATA ── NTLM ──▶ 200 without length, ten random bytes, then the gateway's packets
//   RDG_IN_DATA  ── NTLM ──▶ 200 empty; the same again on the same connection, in chunks: the client's packets
//
// Both name the same RDG-Connection-Id. A client that asks for a websocket in RDG_OUT_DATA gets that instead of both.
// The older transport, RPC over HTTP, is in rd-gateway/rpc-proxy.ts.

import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../base/clock.ts'
import { encodeRdg, RdgSplitter, rdgSeedLength } from '../../protocols/rdg/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { identityName } from '../auth/accounts.ts'
import type { RequestLog } from '../iis/log.ts'
import { sendEmpty } from '../iis/pages.ts'
import type { WebApp } from '../iis/web-app.ts'
import type { Admission } from './rd-gateway/admission.ts'
import { RdgTunnel, type TunnelOptions } from './rd-gateway/tunnel.ts'
import { serveWebSocket, webSocketKey } from './rd-gateway/websocket.ts'

export interface RdGatewayOptions {
  readonly web: WebApp
  readonly log: RequestLog
  readonly admit: Admission
  readonly connect: TunnelOptions['connect']
  readonly clock: Clock
}

/** How long an OUT channel waits for its IN channel, milliseconds; that there is a limit is plausible, its length chosen. */
const connectingTimeout = 30_000

/** A tunnel whose OUT channel stands. */
interface OpenTunnel {
  readonly tunnel: RdgTunnel
  hasIn: boolean
}

const paths = ['/remotedesktopgateway', '/remotedesktopgateway/']

/** Adds the gateway's routes; their bodies are streams. */
export async function addRdGateway(app: FastifyInstance, options: RdGatewayOptions): Promise<void> {
  const { web, log, admit, connect, clock } = options
  const tunnels = new Map<string, OpenTunnel>()

  const noteOf =
    ({ raw }: FastifyRequest) =>
    (detail: string) => {
      log.notesOf(raw).detail = detail
    }

  /** The OUT channel: its answer is the gateway's stream. */
  const serveOut = (request: FastifyRequest, { raw: response }: FastifyReply, key: string): void => {
    const close = (): void => void response.end()
    const tunnel = new RdgTunnel({
      connect,
      note: noteOf(request),
      send: (packet) => response.writable && response.write(encodeRdg(packet)),
      drained: (then) => response.once('drain', then),
      close,
    })
    const open = { tunnel, hasIn: false }
    tunnels.set(key, open)
    const cancelTimer = clock.after(connectingTimeout, () => {
      if (!open.hasIn) tunnel.leave()
    })
    response.once('close', () => {
      cancelTimer()
      tunnels.delete(key)
      tunnel.end()
    })
    response.setHeader('Content-Type', 'application/octet-stream')
    // Neither length nor chunks: the stream ends with the connection, and clients count the seed's bytes from the head.
    response.useChunkedEncodingByDefault = false
    response.shouldKeepAlive = false
    response.writeHead(200, 'OK')
    response.write(randomBytes(rdgSeedLength))
  }

  /** The IN channel: the request's body is the client's stream. */
  const serveIn = async (
    { raw: request }: FastifyRequest,
    { raw: response }: FastifyReply,
    open: OpenTunnel,
  ): Promise<void> => {
    const splitter = new RdgSplitter()
    open.hasIn = true
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        for (const packet of splitter.push(chunk)) await open.tunnel.take(packet)
        if (open.tunnel.isOver) break
      }
      response.setHeader('Connection', 'close')
      sendEmpty(response, 200)
    } catch (error) {
      if (!(error instanceof ProtocolSyntaxError)) throw error
      log.notesOf(request).detail = error.message
      response.setHeader('Connection', 'close')
      sendEmpty(response, 400)
    } finally {
      open.tunnel.leave()
    }
  }

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.hijack()
    const { method, headers } = request
    const user = admit(request, reply)
    if (user === undefined) return
    if (method !== 'RDG_OUT_DATA' && method !== 'RDG_IN_DATA') {
      reply.raw.setHeader('Allow', 'RDG_IN_DATA, RDG_OUT_DATA')
      return sendEmpty(reply.raw, 405)
    }
    const id = String(headers['rdg-connection-id'] ?? '')
    const key = `${id.toLowerCase()} ${identityName(user)}`
    const open = tunnels.get(key)
    if (!/^\{[0-9a-f-]{36}\}$/i.test(id)) return sendEmpty(reply.raw, 400)
    const webSocket = webSocketKey(headers)
    if (method === 'RDG_OUT_DATA' && webSocket !== undefined) {
      return serveWebSocket(web.arrivalOf(request).response, webSocket, { connect, note: noteOf(request) })
    }
    if (method === 'RDG_OUT_DATA') return open === undefined ? serveOut(request, reply, key) : sendEmpty(reply.raw, 400)
    if (headers['transfer-encoding'] === undefined) return sendEmpty(reply.raw, 200)
    if (open === undefined || open.hasIn) return sendEmpty(reply.raw, 400)
    await serveIn(request, reply, open)
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  for (const path of paths) {
    app.get(path, answer)
    app.post(path, answer)
  }
}
