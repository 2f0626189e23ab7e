// A virtual connection: two HTTP requests that are one duplex stream ([MS-RPCH] 3.2; reference section 2.8).
//
//   OUT request, CONN/A1 ─┐ same cookie   ┌─▶ CONN/A3 at once, CONN/C2 once both are there, answers, pings
//   IN request,  CONN/B1 ─┴───────────────┴─▶ PDUs, in the request's body
//
// Either request may come first. When one ends, so does the other, unless a successor has taken its place.

import { decodePduHeader, pduTypes } from '../../../protocols/dcerpc/index.ts'
import {
  type ConnA1,
  type ConnB1,
  connC2,
  decodeRts,
  flowControlAck,
  inA4,
  ReceiveWindow,
  type RtsCommand,
  readInA5,
  type readOutA3,
  readOutA7,
  receiveWindowSize,
  type Succession,
} from '../../../protocols/rts/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { RpcAssociation } from '../../rpc/association.ts'
import type { AssociationGroups } from '../../rpc/association-groups.ts'
import type { RpcInterface, RpcServer } from '../../rpc/types.ts'
import type { InChannel, OutChannel } from './channels.ts'
import { OutSide } from './out-side.ts'

/** How long one channel waits for the other, milliseconds (RpcHttpOutConnectingTimeoutInSeconds of the web.config). */
const connectingTimeout = 30_000

/** What all virtual connections of a server share. */
export interface ConnectionSurroundings<Server extends RpcServer> {
  readonly server: Server
  readonly interfaces: readonly RpcInterface<Server>[]
  readonly groups: AssociationGroups
  /** Bytes that an OUT channel may carry; 1 GiB unless told. */
  readonly outLifetime: number | undefined
}

interface OpenIn<Server extends RpcServer> {
  readonly channel: InChannel
  readonly cookie: Buffer
  readonly association: RpcAssociation<Server>
  readonly window: ReceiveWindow
}

/** A successor that waits for its turn. */
interface NextIn {
  readonly channel: InChannel
  readonly cookie: Buffer
  readonly turn: PromiseWithResolvers<boolean>
}

/** A virtual connection as its two requests need it, whatever it leads to. */
export type JoinableConnection = Pick<
  VirtualConnection<RpcServer>,
  'attachOut' | 'succeedOut' | 'attachIn' | 'succeedIn' | 'receive' | 'leave'
>

export class VirtualConnection<Server extends RpcServer> {
  readonly #surroundings: ConnectionSurroundings<Server>
  readonly #user: UserPlan
  readonly #onClose: () => void
  readonly #out: OutSide
  #in: OpenIn<Server> | undefined
  #nextIn: NextIn | undefined
  #closed = false
  readonly #cancelTimer: () => void

  constructor(surroundings: ConnectionSurroundings<Server>, user: UserPlan, onClose: () => void) {
    this.#surroundings = surroundings
    this.#user = user
    this.#onClose = onClose
    const { clock } = surroundings.server
    this.#out = new OutSide(clock, surroundings.outLifetime)
    this.#cancelTimer = clock.after(connectingTimeout, () => this.close())
  }

  /** Takes the OUT channel; false when there is one already. */
  attachOut({ outChannel, receiveWindow }: ConnA1, channel: OutChannel): boolean {
    if (this.#closed || !this.#out.attach(outChannel, receiveWindow, channel)) {
      // Nothing is kept of a connection that does not even begin.
      if (!this.#out.isOpen && this.#in === undefined) this.close()
      return false
    }
    this.#join()
    return true
  }

  /** Takes a successor of the OUT channel; false when none is wanted. */
  succeedOut(packet: NonNullable<ReturnType<typeof readOutA3>>, channel: OutChannel): boolean {
    return this.#out.succeed(packet, channel)
  }

  /** Takes the IN channel; false when there is one already. */
  attachIn({ inChannel, keepalive }: ConnB1, channel: InChannel): boolean {
    if (this.#in !== undefined || this.#closed) return false
    const { server, interfaces, groups } = this.#surroundings
    const association = new RpcAssociation({
      server,
      groups,
      port: channel.port,
      interfaces,
      user: this.#user,
      send: (pdu) => this.#send(pdu),
      drained: (then) => this.#out.drained(then),
      close: () => this.close(),
      failed: (error) => this.#in?.channel.failed(error),
      noteHeld: () => this.#in?.channel.noteHeld(),
    })
    this.#in = { channel, cookie: inChannel, association, window: new ReceiveWindow() }
    this.#out.pings.keepAlive(keepalive)
    this.#join()
    return true
  }

  /**
   * Takes a successor of the IN channel; true once it is its turn, until when nothing of it may be received. False when it
   * is none, or the connection ended.
   */
  async succeedIn({ predecessor, successor }: Succession, channel: InChannel): Promise<boolean> {
    const fits = this.#in?.cookie.equals(predecessor) && this.#in.channel.port === channel.port
    if (!fits || this.#nextIn !== undefined || this.#closed) return false
    const turn = Promise.withResolvers<boolean>()
    this.#nextIn = { channel, cookie: successor, turn }
    this.#out.write(inA4())
    return await turn.promise
  }

  /**
   * Takes a whole PDU of the IN channel.
   * @throws ProtocolSyntaxError
   */
  receive(pdu: Buffer): void {
    if (decodePduHeader(pdu).type === pduTypes.rts) this.#housekeeping(pdu)
    else if (this.#in !== undefined) this.#pass(pdu, this.#in)
  }

  /** A channel has ended: so does the connection, unless the channel has a successor. */
  leave(channel: InChannel | OutChannel): void {
    const isIn = this.#in?.channel === channel || this.#nextIn?.channel === channel
    if (isIn || ('write' in channel && this.#out.uses(channel))) this.close()
  }

  /** Ends both channels. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancelTimer()
    this.#in?.association.end()
    this.#out.close()
    this.#in?.channel.close()
    this.#nextIn?.turn.resolve(false)
    this.#onClose()
  }

  #join(): void {
    if (!this.#out.isOpen || this.#in === undefined) return
    this.#cancelTimer()
    this.#out.write(connC2())
    this.#out.pings.start()
  }

  #send(pdu: Buffer): boolean {
    if (!this.#out.send(pdu) || this.#out.isUsedUp) this.close()
    return !this.#out.isWaiting
  }

  /** To the RPC server, and from there an acknowledgement when it is time. */
  #pass(pdu: Buffer, { window, association, cookie }: OpenIn<Server>): void {
    const due = window.count(pdu.length)
    if (due === 'exceeded') {
      this.close()
      return
    }
    association.receive(pdu)
    if (due === undefined) return
    const ack = { bytesReceived: due, availableWindow: receiveWindowSize, channel: cookie }
    this.#out.write(flowControlAck('client', ack))
  }

  /** Acknowledgements, keep-alives, and the turns of successors; pings want nothing. */
  #housekeeping(pdu: Buffer): void {
    const rts = decodeRts(pdu)
    const successorIn = readInA5(rts)
    if (successorIn !== undefined) this.#switchIn(successorIn)
    const successorOut = readOutA7(rts)
    if (successorOut !== undefined) this.#out.switchTo(successorOut)
    for (const command of rts.commands) this.#take(command)
  }

  #take(command: RtsCommand): void {
    if (command.kind === 'client-keepalive') this.#out.pings.keepAlive(command.milliseconds)
    if (command.kind !== 'flow-control-ack') return
    if (!this.#out.acknowledge(command.channel, command.bytesReceived, command.availableWindow)) this.close()
  }

  #switchIn(successor: Buffer): void {
    const [old, next] = [this.#in, this.#nextIn]
    if (old === undefined || next === undefined || !next.cookie.equals(successor)) return
    const { channel, cookie, turn } = next
    this.#in = { channel, cookie, association: old.association, window: new ReceiveWindow() }
    this.#nextIn = undefined
    old.channel.close()
    turn.resolve(true)
  }
}
