import type { Socket } from 'node:net'
import type { FailureCause } from '../base/failure-cause.ts'
import type { Member } from './member.ts'
import type { ListenerCounters } from './metrics/counters.ts'
import type { Ticker, Watched } from './ticker.ts'

export interface TunnelOptions {
  readonly ticker: Ticker
  /** Milliseconds without a byte in either direction until it is closed. */
  readonly idle: number
  /** Bytes already read from each side. */
  readonly fromClient: Buffer
  readonly fromServer: Buffer
  /** The server, which gets the bytes counted. */
  readonly member: Pick<Member, 'requestBytes' | 'responseBytes'>
  /** The listener, which gets the tunnel counted. */
  readonly listener: ListenerCounters
}

/** What went through a tunnel. */
export interface TunnelResult {
  readonly clientBytes: number
  readonly serverBytes: number
  /** Undefined when both sides ended in order. */
  readonly cause: FailureCause | undefined
}

interface Side {
  readonly socket: Socket
  /** What it means when this side breaks. */
  readonly lost: FailureCause
  /** What the bytes that come from it are to the server. */
  readonly counter: 'requestBytes' | 'responseBytes'
  bytes: number
}

/**
 * Joins two connections byte for byte, with back-pressure, until both have ended. It then has closed both.
 * The promise is always kept.
 */
export function runTunnel(clientSocket: Socket, serverSocket: Socket, options: TunnelOptions): Promise<TunnelResult> {
  const { ticker, idle, member, listener } = options
  const client: Side = { socket: clientSocket, lost: 'client-gone', counter: 'requestBytes', bytes: 0 }
  const server: Side = { socket: serverSocket, lost: 'reset', counter: 'responseBytes', bytes: 0 }
  const { promise, resolve } = Promise.withResolvers<TunnelResult>()
  let lastMove = ticker.now
  let cause: FailureCause | undefined
  let open = 2

  const fail = (failed: FailureCause): void => {
    cause ??= failed
    clientSocket.destroy()
    serverSocket.destroy()
  }
  const watch: Watched = {
    check(now) {
      if (now - lastMove > idle) fail('idle-timeout')
    },
  }
  const closed = (from: Side, to: Side): void => {
    if (from.socket.readableEnded) to.socket.destroySoon()
    else fail(from.lost)
    if (--open > 0) return
    ticker.unwatch(watch)
    listener.tunnels--
    resolve({ clientBytes: client.bytes, serverBytes: server.bytes, cause })
  }
  const carry = (from: Side, to: Side, chunk: Buffer): void => {
    lastMove = ticker.now
    from.bytes += chunk.length
    member[from.counter] += chunk.length
    if (!to.socket.write(chunk)) from.socket.pause()
  }
  const join = (from: Side, to: Side, first: Buffer): void => {
    from.socket.on('error', () => fail(from.lost))
    if (from.socket.closed) {
      closed(from, to)
      return
    }
    from.socket.on('data', (chunk: Buffer) => carry(from, to, chunk))
    if (from.socket.readableEnded) to.socket.end()
    else from.socket.on('end', () => to.socket.end())
    from.socket.once('close', () => closed(from, to))
    to.socket.on('drain', () => from.socket.resume())
    from.socket.resume()
    if (first.length > 0) carry(from, to, first)
  }

  listener.tunnels++
  ticker.watch(watch)
  join(client, server, options.fromClient)
  join(server, client, options.fromServer)
  return promise
}
