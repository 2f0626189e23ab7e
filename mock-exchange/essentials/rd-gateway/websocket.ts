// RD Gateway over one websocket instead of two channels (MS-TSGU 3.3.5.1; RFC 6455): RDG_OUT_DATA with `Upgrade: websocket`,
// answered 101; then binary frames carry the packets of both directions, without a seed.

import type { IncomingHttpHeaders } from 'node:http'
import { encodeRdg, RdgSplitter, rdgLongestPacket } from '../../../protocols/rdg/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import { ClientFrames, encodeFrame, webSocketAccept } from '../../../protocols/websocket.ts'
import type { Response } from '../../iis/http-server/response.ts'
import { RdgTunnel, type TunnelOptions } from './tunnel.ts'

/** Status codes of a close frame (RFC 6455 section 7.4.1). */
const normalClosure = Buffer.of(0x03, 0xe8)
const protocolError = Buffer.of(0x03, 0xea)

/** The key of a request that asks for a websocket of version 13; undefined for any other. */
export function webSocketKey(headers: IncomingHttpHeaders): string | undefined {
  const wanted = /(^|,)\s*upgrade\s*(,|$)/i.test(headers.connection ?? '') && /^websocket$/i.test(headers.upgrade ?? '')
  const key = headers['sec-websocket-key']
  return wanted && headers['sec-websocket-version'] === '13' && /^[A-Za-z0-9+/]{22}==$/.test(key ?? '')
    ? key
    : undefined
}

/** Serves a tunnel over a websocket for as long as the connection lasts. */
export function serveWebSocket(
  response: Response,
  key: string,
  { connect, note }: Pick<TunnelOptions, 'connect' | 'note'>,
): void {
  const end = (reason: Buffer): void => {
    response.writeTunnel(encodeFrame('close', reason))
    response.socket?.end()
  }
  const tunnel = new RdgTunnel({
    connect,
    note,
    send: (packet) => response.writeTunnel(encodeFrame('binary', encodeRdg(packet))),
    drained: (then) => response.once('drain', then),
    close: () => end(normalClosure),
  })
  response.once('close', () => tunnel.end())
  /** Whoever asks and does not read the answers is not listened to until there is room for more of them. */
  const room = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        response.off('drain', done)
        response.off('close', done)
        resolve()
      }
      response.on('drain', done)
      response.on('close', done)
    })

  const frames = new ClientFrames(rdgLongestPacket)
  const splitter = new RdgSplitter()
  const take = async (bytes: Buffer): Promise<void> => {
    for (const { opcode, payload } of frames.push(bytes)) {
      if (opcode === 'ping' && !response.writeTunnel(encodeFrame('pong', payload))) await room()
      if (opcode === 'close') tunnel.leave()
      if (opcode !== 'binary' && opcode !== 'continuation') continue
      for (const packet of splitter.push(payload)) await tunnel.take(packet)
    }
  }
  const headers = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Accept': webSocketAccept(key) }
  response.switchProtocol(headers, async (bytes) => {
    try {
      await take(bytes)
    } catch (error) {
      if (!(error instanceof ProtocolSyntaxError)) throw error
      note(error.message)
      tunnel.end()
      end(protocolError)
    }
  })
}
