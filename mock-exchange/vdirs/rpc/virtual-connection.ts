// A virtual connection: two HTTP requests that are one duplex stream ([MS-RPCH] 3.2; reference section 2.8).
//
//   OUT request, CONN/A1 ─┐ same cookie   ┌─▶ CONN/A3 at once, CONN/C2 once both are there, answers, pings
//   IN request,  CONN/B1 ─┴───────────────┴─▶ PDUs, in the request's body
//
// Either request may come first. When one ends, so does the other.

import type { Clock } from '../../../base/clock.ts'
import {
  type ConnB1,
  connA3,
  connC2,
  connectionTimeout,
  decodePduHeader,
  flowControlAck,
  pduTypes,
  ping,
  receiveWindowSize,
} from '../../../protocols/rts/index.ts'
import { createRpcServer, type RpcServer } from './rpc-server.ts'

/** How long one channel waits for the other, milliseconds (RpcHttpOutConnectingTimeoutInSeconds of the web.config). */
const connectingTimeout = 30_000

/** The OUT channel as the connection needs it. */
export interface OutChannel {
  write(bytes: Uint8Array): void
  /** Ends the answer of the OUT request. */
  close(): void
}

/** The IN channel: only ever ended from here. */
export interface InChannel {
  readonly port: number
  close(): void
}

export class VirtualConnection {
  readonly #clock: Clock
  readonly #associationGroup: number
  readonly #onClose: () => void
  #out: OutChannel | undefined
  #in: { readonly channel: InChannel; readonly cookie: Buffer; readonly server: RpcServer } | undefined
  #closed = false
  #cancelTimer: () => void
  /** Bytes of DCE/RPC received, and up to where the client knows it; RTS packets are not counted. */
  #received = 0
  #acknowledged = 0

  constructor(clock: Clock, associationGroup: number, onClose: () => void) {
    this.#clock = clock
    this.#associationGroup = associationGroup
    this.#onClose = onClose
    this.#cancelTimer = clock.after(connectingTimeout, () => this.close())
  }

  /** Takes the OUT channel; false when there is one already. */
  attachOut(channel: OutChannel): boolean {
    if (this.#out !== undefined || this.#closed) return false
    this.#out = channel
    channel.write(connA3())
    this.#join()
    return true
  }

  /** Takes the IN channel; false when there is one already. */
  attachIn(packet: ConnB1, channel: InChannel): boolean {
    if (this.#in !== undefined || this.#closed) return false
    this.#in = { channel, cookie: packet.inChannel, server: createRpcServer(channel.port, this.#associationGroup) }
    this.#join()
    return true
  }

  /**
   * Takes a whole PDU of the IN channel.
   * @throws ProtocolSyntaxError
   */
  receive(pdu: Buffer): void {
    if (this.#in === undefined || decodePduHeader(pdu).type === pduTypes.rts) return
    this.#received += pdu.length
    const answer = this.#in.server.answer(pdu)
    if (answer !== undefined) this.#out?.write(answer)
    this.#acknowledge(this.#in.cookie)
  }

  /** Ends both channels. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelTimer()
    this.#out?.close()
    this.#in?.channel.close()
    this.#onClose()
  }

  #join(): void {
    if (this.#out === undefined || this.#in === undefined) return
    this.#cancelTimer()
    this.#out.write(connC2())
    this.#pingLater()
  }

  /** The client gives the connection up after `connectionTimeout` without a byte, so a ping goes out at half of it. */
  #pingLater(): void {
    this.#cancelTimer = this.#clock.after(connectionTimeout / 2, () => {
      this.#out?.write(ping())
      this.#pingLater()
    })
  }

  /** The client stops sending when the window is used up; it is opened again at half of it ([MS-RPCH] 3.2.1.1.5). */
  #acknowledge(channel: Buffer): void {
    if (this.#received - this.#acknowledged < receiveWindowSize / 2) return
    this.#acknowledged = this.#received
    const ack = { bytesReceived: this.#received, availableWindow: receiveWindowSize, channel }
    this.#out?.write(flowControlAck('client', ack))
  }
}

/** The virtual connections of one server, by their cookie. */
export class VirtualConnections {
  readonly #clock: Clock
  readonly #connections = new Map<string, VirtualConnection>()
  #associationGroups = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The connection of a user with that cookie; opened by whichever channel comes first. */
  of(user: string, cookie: Buffer): VirtualConnection {
    const key = `${cookie.toString('hex')} ${user}`
    const known = this.#connections.get(key)
    if (known !== undefined) return known
    this.#associationGroups += 1
    const drop = (): void => void this.#connections.delete(key)
    const connection = new VirtualConnection(this.#clock, this.#associationGroups, drop)
    this.#connections.set(key, connection)
    return connection
  }
}
