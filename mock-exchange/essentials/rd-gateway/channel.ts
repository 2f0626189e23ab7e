import type { Socket } from 'node:net'

/** The client's side of a channel. */
export interface ChannelPeer {
  /** Sends what the host said; false when no more should be sent until `drained`. */
  readonly data: (bytes: Buffer) => boolean
  readonly drained: (then: () => void) => void
  /** The host has closed the connection, or it broke. */
  readonly ended: () => void
}

/** Carries bytes between a client and a connection into the network. */
export class Channel {
  readonly #socket: Socket
  readonly #ended: () => void

  constructor(socket: Socket, peer: ChannelPeer) {
    this.#socket = socket
    this.#ended = () => peer.ended()
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      if (peer.data(bytes)) return
      socket.pause()
      peer.drained(() => socket.resume())
    })
    socket.once('close', this.#ended)
  }

  /** Hands data to the host; resolves once it takes more. */
  send(bytes: Buffer): Promise<void> | undefined {
    if (this.#socket.destroyed || this.#socket.write(bytes)) return undefined
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done)
        this.#socket.off('close', done)
        resolve()
      }
      this.#socket.on('drain', done)
      this.#socket.on('close', done)
    })
  }

  /** Ends the connection, of which the peer is told nothing more. */
  close(): void {
    this.#socket.off('close', this.#ended)
    this.#socket.destroy()
  }
}
