// A virtual connection: two HTTP requests that are one duplex stream ([MS-RPCH] 3.2; reference section 2.8).
//
//   OUT request, CONN/A1 ─┐ same cookie   ┌─▶ CONN/A3 at once, CONN/C2 once both are there, answers, pings
//   IN request,  CONN/B1 ─┴───────────────┴─▶ PDUs, in the request's body
//
// Either request may come first. When one ends, so does the other.

import { decodePduHeader, pduTypes } from '../../../protocols/dcerpc/index.ts'
import {
  type ConnA1,
  type ConnB1,
  connA3,
  connC2,
  decodeRts,
  flowControlAck,
  ReceiveWindow,
  receiveWindowSize,
  SendWindow,
} from '../../../protocols/rts/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { RpcAssociation } from '../../rpc/association.ts'
import type { AssociationGroups } from '../../rpc/association-groups.ts'
import { rpcInterfacesOfExchange } from '../../rpc/interfaces/index.ts'
import type { VdirContext } from '../types.ts'
import { PingTimer } from './ping-timer.ts'

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
  /** An operation of an interface threw: for the log of the request. */
  failed(error: unknown): void
  /** A call is held open. */
  noteHeld(): void
}

/** What all virtual connections of a server share. */
export interface ConnectionSurroundings {
  readonly server: VdirContext
  readonly groups: AssociationGroups
}

interface OpenOut {
  readonly channel: OutChannel
  readonly cookie: Buffer
  readonly window: SendWindow
}

interface OpenIn {
  readonly channel: InChannel
  readonly cookie: Buffer
  readonly association: RpcAssociation
  readonly window: ReceiveWindow
}

export class VirtualConnection {
  readonly #surroundings: ConnectionSurroundings
  readonly #user: UserPlan
  readonly #onClose: () => void
  readonly #pings: PingTimer
  #out: OpenOut | undefined
  #in: OpenIn | undefined
  #closed = false
  #cancelTimer: () => void

  constructor(surroundings: ConnectionSurroundings, user: UserPlan, onClose: () => void) {
    this.#surroundings = surroundings
    this.#user = user
    this.#onClose = onClose
    const { clock } = surroundings.server
    this.#pings = new PingTimer(clock, (ping) => this.#write(ping))
    this.#cancelTimer = clock.after(connectingTimeout, () => this.close())
  }

  /** Takes the OUT channel; false when there is one already. */
  attachOut({ outChannel, receiveWindow }: ConnA1, channel: OutChannel): boolean {
    if (this.#out !== undefined || this.#closed) return false
    const window = new SendWindow(receiveWindow, (pdu) => this.#write(pdu))
    this.#out = { channel, cookie: outChannel, window }
    this.#write(connA3())
    this.#join()
    return true
  }

  /** Takes the IN channel; false when there is one already. */
  attachIn({ inChannel, keepalive }: ConnB1, channel: InChannel): boolean {
    if (this.#in !== undefined || this.#closed) return false
    const { server, groups } = this.#surroundings
    const association = new RpcAssociation({
      server,
      groups,
      port: channel.port,
      interfaces: rpcInterfacesOfExchange,
      user: this.#user,
      send: (pdu) => {
        if (this.#out?.window.send(pdu) === false) this.close()
      },
      close: () => this.close(),
      failed: (error) => channel.failed(error),
      noteHeld: () => channel.noteHeld(),
    })
    this.#in = { channel, cookie: inChannel, association, window: new ReceiveWindow() }
    this.#pings.keepAlive(keepalive)
    this.#join()
    return true
  }

  /**
   * Takes a whole PDU of the IN channel.
   * @throws ProtocolSyntaxError
   */
  receive(pdu: Buffer): void {
    if (decodePduHeader(pdu).type === pduTypes.rts) this.#housekeeping(pdu)
    else if (this.#in !== undefined) this.#pass(pdu, this.#in)
  }

  /** Ends both channels. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelTimer()
    this.#pings.stop()
    this.#in?.association.end()
    this.#out?.channel.close()
    this.#in?.channel.close()
    this.#onClose()
  }

  #join(): void {
    if (this.#out === undefined || this.#in === undefined) return
    this.#cancelTimer()
    this.#write(connC2())
    this.#pings.start()
  }

  #write(pdu: Buffer): void {
    if (this.#closed) return
    this.#pings.wrote()
    this.#out?.channel.write(pdu)
  }

  /** To the RPC server, and from there an acknowledgement when it is time. */
  #pass(pdu: Buffer, { window, association, cookie }: OpenIn): void {
    const due = window.count(pdu.length)
    if (due === 'exceeded') {
      this.close()
      return
    }
    association.receive(pdu)
    if (due === undefined) return
    this.#write(flowControlAck('client', { bytesReceived: due, availableWindow: receiveWindowSize, channel: cookie }))
  }

  /** Acknowledgements of the OUT channel and keep-alives; pings want nothing. */
  #housekeeping(pdu: Buffer): void {
    for (const command of decodeRts(pdu).commands) {
      if (command.kind === 'client-keepalive') this.#pings.keepAlive(command.milliseconds)
      if (command.kind !== 'flow-control-ack' || !this.#out?.cookie.equals(command.channel)) continue
      if (!this.#out.window.acknowledge(command.bytesReceived, command.availableWindow)) this.close()
    }
  }
}
