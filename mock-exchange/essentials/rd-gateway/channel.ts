import type { Socket } from 'node:net'
import { type RdgPacket, rdgErrors } from '../../../protocols/rdg/index.ts'

/** The client's side of a channel. */
export interface ChannelPeer {
  /** Sends a packet; false when no more should be sent until `drained`. */
  readonly send: (packet: RdgPacket) => boolean
  readonly drained: (then: () => void) => void
  /** Ends the client's connections, once what was sent is on its way. */
  readonly close: () => void
}

/** Bytes of one data packet: its length has 16 bits. */
const mostData = 0xffff

/** Carries bytes between the client's data packets and a connection into the network. */
export class Channel {
  readonly #socket: Socket

  constructor(socket: Socket, peer: ChannelPeer) {
    this.#socket = socket
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      let flowing = true
      for (let at = 0; at < bytes.length; at += mostData) {
        flowing = peer.send({ kind: 'data', bytes: bytes.subarray(at, at + mostData) })
      }
      if (flowing) return
      socket.pause()
      peer.drained(() => socket.resume())
    })
    socket.once('close', () => {
      peer.send({ kind: 'close-channel', error: rdgErrors.none })
      peer.close()
    })
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

  close(): void {
    this.#socket.removeAllListeners('close')
    this.#socket.destroy()
  }
}
