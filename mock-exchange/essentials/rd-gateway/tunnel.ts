// One tunnel of the RD Gateway: from the handshake to a TCP connection, in the only order that there is (MS-TSGU 3.3.5).
//
//   handshake ─▶ tunnel ─▶ authorization ─▶ channel ─▶ data ─▶ over

import type { Socket } from 'node:net'
import { type RdgPacket, rdgErrors } from '../../../protocols/rdg/index.ts'
import { Channel } from './channel.ts'

/** What the gateway can (MS-TSGU 2.2.5.3.2): tell idle time-outs, and be asked for a new log-on. */
const capabilities = 0x2 | 0x10
const version = { major: 1, minor: 0, version: 1 } as const

/** HTTP_TUNNEL_REDIR_ENABLE_ALL (MS-TSGU 2.2.5.3.7): clipboard, drives and printers may be redirected. */
const redirectAll = 0x80000000

type Stage = 'handshake' | 'tunnel' | 'authorization' | 'channel' | 'data' | 'over'

/** Bytes of one data packet: its length has 16 bits. */
const mostData = 0xffff

/** What a tunnel needs of its surroundings. */
export interface TunnelOptions {
  /** Sends a packet; false when no more should be sent until `drained`. */
  readonly send: (packet: RdgPacket) => boolean
  readonly drained: (then: () => void) => void
  /** Ends the client's connections, once what was sent is on its way. */
  readonly close: () => void
  /** Connects to a host of the network. @throws an error of the system when it cannot */
  readonly connect: (host: string, port: number) => Promise<Socket>
  /** Told what went wrong, for the log. */
  readonly note: (detail: string) => void
}

export class RdgTunnel {
  readonly #options: TunnelOptions
  #stage: Stage = 'handshake'
  #channel: Channel | undefined

  constructor(options: TunnelOptions) {
    this.#options = options
  }

  /** Nothing more will be answered. */
  get isOver(): boolean {
    return this.#stage === 'over'
  }

  /** Takes the client's next packet; resolves once there is room for another. */
  async take(packet: RdgPacket): Promise<void> {
    if (packet.kind === 'keep-alive' || this.#stage === 'over') return
    if (packet.kind === 'handshake-request' && this.#stage === 'handshake') return this.#handshake(packet)
    if (packet.kind === 'tunnel-create' && this.#stage === 'tunnel') return this.#createTunnel(packet)
    if (packet.kind === 'tunnel-auth' && this.#stage === 'authorization') {
      this.#stage = 'channel'
      this.#send({ kind: 'tunnel-auth-response', error: rdgErrors.none, redirection: redirectAll, idleTimeout: 0 })
      return
    }
    if (packet.kind === 'channel-create' && this.#stage === 'channel') return this.#createChannel(packet)
    if (packet.kind === 'data' && this.#stage === 'data') return this.#channel?.send(packet.bytes)
    if (packet.kind === 'close-channel' && this.#stage === 'data') {
      this.#send({ kind: 'close-channel-response', error: rdgErrors.none })
      return this.#end()
    }
    this.#options.note(`RD Gateway: a packet ${packet.kind} came in the stage ${this.#stage}`)
    this.#fail(packet, rdgErrors.internal)
  }

  /** The OUT channel is gone. */
  end(): void {
    this.#stage = 'over'
    this.#channel?.close()
  }

  /** The IN channel is gone: the other one goes too. */
  leave(): void {
    if (this.#stage !== 'over') this.#end()
  }

  #handshake({ major, minor, extendedAuth }: RdgPacket & { kind: 'handshake-request' }): void {
    const spoken = major === version.major && minor === version.minor
    const error = !spoken
      ? rdgErrors.notSupported
      : extendedAuth === 0
        ? rdgErrors.none
        : rdgErrors.unsupportedAuthentication
    this.#send({ kind: 'handshake-response', error, ...version, extendedAuth: 0 })
    if (error === rdgErrors.none) this.#stage = 'tunnel'
    else this.#end()
  }

  /** A cookie belongs to pluggable authentication, which there is none of. */
  #createTunnel({ cookie }: RdgPacket & { kind: 'tunnel-create' }): void {
    const error = cookie === undefined ? rdgErrors.none : rdgErrors.cookieDenied
    this.#send({
      kind: 'tunnel-response',
      version: version.version,
      error,
      ...(error === 0 && { tunnelId: 1, capabilities }),
    })
    if (error === rdgErrors.none) this.#stage = 'authorization'
    else this.#end()
  }

  /** The first host that answers; the others are its names in other forms. */
  async #createChannel({ hosts, port }: RdgPacket & { kind: 'channel-create' }): Promise<void> {
    this.#stage = 'data'
    for (const host of hosts) {
      try {
        const socket = await this.#options.connect(host, port)
        if (!this.#isOpen()) {
          socket.destroy()
          return
        }
        this.#send({ kind: 'channel-response', error: rdgErrors.none, channelId: 1 })
        this.#channel = new Channel(socket, {
          data: (bytes) => this.#sendData(bytes),
          drained: this.#options.drained,
          ended: () => {
            this.#send({ kind: 'close-channel', error: rdgErrors.none })
            this.#options.close()
          },
        })
        return
      } catch (error) {
        this.#options.note(`RD Gateway: ${host}:${port} cannot be reached: ${String(error)}`)
      }
    }
    if (!this.#isOpen()) return
    this.#send({ kind: 'channel-response', error: rdgErrors.hostUnreachable })
    this.#end()
  }

  #sendData(bytes: Buffer): boolean {
    let flowing = true
    for (let at = 0; at < bytes.length; at += mostData) {
      flowing = this.#options.send({ kind: 'data', bytes: bytes.subarray(at, at + mostData) })
    }
    return flowing
  }

  #isOpen(): boolean {
    return this.#stage === 'data'
  }

  /** Answers a request with an error; anything else, and everything after, gets nothing more. */
  #fail({ kind }: RdgPacket, error: number): void {
    if (kind === 'handshake-request') this.#send({ kind: 'handshake-response', error, ...version, extendedAuth: 0 })
    if (kind === 'tunnel-create') this.#send({ kind: 'tunnel-response', version: version.version, error })
    if (kind === 'tunnel-auth') this.#send({ kind: 'tunnel-auth-response', error })
    if (kind === 'channel-create') this.#send({ kind: 'channel-response', error })
    this.#end()
  }

  #send(packet: RdgPacket): void {
    this.#options.send(packet)
  }

  #end(): void {
    this.end()
    this.#options.close()
  }
}
