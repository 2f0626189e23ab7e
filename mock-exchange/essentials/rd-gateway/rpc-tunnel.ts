// A tunnel of the RD Gateway by RPC, and its one channel (MS-TSGU 3.2.3):
//
//   connected ─ AuthorizeTunnel ─▶ authorized ─ CreateChannel ─▶ channel ─ SetupReceivePipe ─▶ pipe ─▶ closed
//
// CloseTunnel may come in any state.

import type { Socket } from 'node:net'
import type { Clock } from '../../../base/clock.ts'
import { tsErrors } from '../../../protocols/tsproxy/index.ts'
import { Channel, type ChannelPeer } from './channel.ts'

/** How long a channel waits for its pipe, milliseconds: the default of the Connection Timer (MS-TSGU 3.2.4.1). */
const connectionTimer = 30_000

/** The connection into the network, from CreateChannel on. */
export class RpcChannel {
  readonly #socket: Socket
  readonly #cancelTimer: () => void
  #channel: Channel | undefined
  /** Ends the pipe with a return value. */
  #finish: ((error: number) => void) | undefined
  #error: number | undefined

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket
    // Nothing is read before there is a pipe, so that nothing is lost; it may break all the same.
    socket.pause()
    socket.on('error', () => socket.destroy())
    this.#cancelTimer = clock.after(connectionTimer, () => this.close(tsErrors.operationAborted))
  }

  /** Sends what the host says to the client until one side closes; the return value of the pipe. */
  pipe(peer: Pick<ChannelPeer, 'data' | 'drained'>, signal: AbortSignal): Promise<number> | number {
    this.#cancelTimer()
    if (this.#error !== undefined) return this.#error
    if (this.#channel !== undefined) return tsErrors.accessDenied
    if (this.#socket.destroyed) return tsErrors.badArguments
    return new Promise((resolve) => {
      this.#finish = resolve
      signal.addEventListener('abort', () => this.close(tsErrors.gracefulDisconnect), { once: true })
      this.#channel = new Channel(this.#socket, { ...peer, ended: () => this.close(tsErrors.badArguments) })
      this.#socket.resume()
    })
  }

  /** Hands data to the host, and waits until it takes more; the return value of SendToServer. */
  async send(data: Buffer): Promise<number> {
    if (this.#channel === undefined || this.#error !== undefined) return tsErrors.onlyIfConnected
    await this.#channel.send(data)
    return tsErrors.none
  }

  /** Closes the connection; the pipe ends with a return value, once. */
  close(error: number): void {
    if (this.#error !== undefined) return
    this.#error = error
    this.#cancelTimer()
    if (this.#channel === undefined) this.#socket.destroy()
    else this.#channel.close()
    this.#finish?.(error)
  }

  /** Whether it is closed: another may take its place. */
  get isClosed(): boolean {
    return this.#error !== undefined
  }
}

/** What the gateway keeps of a tunnel. */
export class RpcTunnel {
  /** Capabilities that both sides have. */
  readonly capabilities: number
  isAuthorized = false
  /** A channel is being made: no second one meanwhile. */
  isConnecting = false
  channel: RpcChannel | undefined
  /** Cancels the client's call that waits for a message. */
  cancelWait: (() => void) | undefined

  constructor(capabilities: number) {
    this.capabilities = capabilities
  }

  /** The tunnel is over, and its channel with it. */
  close(): void {
    this.isAuthorized = false
    this.cancelWait?.()
    this.channel?.close(tsErrors.gracefulDisconnect)
  }
}
