// The OUT channel of a virtual connection: flow control, pings, and its successor before the lifetime is used up.

import type { Clock } from '../../../base/clock.ts'
import {
  channelLifetime,
  connA3,
  isReceiveWindow,
  outA2,
  outA6,
  outB3,
  type readOutA3,
  SendWindow,
} from '../../../protocols/rts/index.ts'
import type { OutChannel } from './channels.ts'
import { PingTimer } from './ping-timer.ts'

/** Bytes before the end of a channel's lifetime at which a successor is asked for. */
const margin = 131_072

interface Open {
  readonly channel: OutChannel
  readonly cookie: Buffer
  readonly window: SendWindow
}

type OutA3 = NonNullable<ReturnType<typeof readOutA3>>

export class OutSide {
  readonly #lifetime: number
  readonly #pings: PingTimer
  #open: Open | undefined
  #next: Open | undefined
  #asked = false
  /** Bytes of the channel that is open now. */
  #bytes = 0
  #onDrained: (() => void)[] = []
  #closed = false

  /** @param lifetime bytes that a channel may carry: the length that its answer announces */
  constructor(clock: Clock, lifetime: number = channelLifetime) {
    this.#lifetime = lifetime
    this.#pings = new PingTimer(clock, (ping) => this.write(ping))
  }

  get isOpen(): boolean {
    return this.#open !== undefined
  }

  get pings(): PingTimer {
    return this.#pings
  }

  /** Whether a channel is the one in use, or to be the next. */
  uses(channel: OutChannel): boolean {
    return this.#open?.channel === channel || this.#next?.channel === channel
  }

  /** Takes the first channel; false when there is one. */
  attach(cookie: Buffer, receiveWindow: number, channel: OutChannel): boolean {
    if (this.#open !== undefined || this.#closed || !isReceiveWindow(receiveWindow)) return false
    this.#open = this.#opened(cookie, receiveWindow, channel)
    channel.open()
    this.write(connA3())
    return true
  }

  /** Takes a successor; false when none was asked for. */
  succeed({ predecessor, successor, receiveWindow }: OutA3, channel: OutChannel): boolean {
    if (!this.#asked || this.#next !== undefined || this.#closed || !isReceiveWindow(receiveWindow)) return false
    if (!this.#open?.cookie.equals(predecessor)) return false
    this.#next = this.#opened(successor, receiveWindow, channel)
    this.write(outA6())
    return true
  }

  /** The client is ready for the successor: everything from now on goes there. Another cookie is none of ours. */
  switchTo(successor: Buffer): void {
    const [old, next] = [this.#open, this.#next]
    if (old === undefined || next === undefined || !next.cookie.equals(successor)) return
    old.channel.write(outB3())
    old.channel.end()
    this.#open = next
    this.#next = undefined
    this.#asked = false
    this.#bytes = 0
    next.channel.open()
    for (const pdu of old.window.takeWaiting()) next.window.send(pdu)
    this.#tellDrained()
  }

  /** Sends a PDU of DCE/RPC, when the client's window has room; false when too much waits. */
  send(pdu: Buffer): boolean {
    return this.#open?.window.send(pdu) ?? false
  }

  /** Whether the client's window is used up: what is sent now has to wait. */
  get isWaiting(): boolean {
    return this.#open?.window.isWaiting ?? false
  }

  /** Calls back, once, when nothing waits any more. */
  drained(then: () => void): void {
    this.#onDrained.push(then)
    this.#tellDrained()
  }

  /** Sends at once: PDUs of RTS, which no window counts. */
  write(pdu: Buffer): void {
    if (this.#closed || this.#open === undefined) return
    this.#pings.wrote()
    this.#bytes += pdu.length
    this.#open.channel.write(pdu)
    if (this.#asked || this.#bytes + margin < this.#lifetime) return
    this.#asked = true
    this.write(outA2())
  }

  /** Whether the channel in use has carried all that its answer announced: nothing more can be sent. */
  get isUsedUp(): boolean {
    return this.#bytes + margin / 2 > this.#lifetime
  }

  /** Takes a client's acknowledgement; false when it cannot be right. One of another channel is ignored. */
  acknowledge(cookie: Buffer, bytesReceived: number, availableWindow: number): boolean {
    if (!this.#open?.cookie.equals(cookie)) return true
    const isRight = this.#open.window.acknowledge(bytesReceived, availableWindow)
    this.#tellDrained()
    return isRight
  }

  close(): void {
    this.#closed = true
    this.#pings.stop()
    this.#open?.channel.close()
    this.#next?.channel.close()
  }

  #tellDrained(): void {
    if (this.isWaiting || this.#closed) return
    for (const then of this.#onDrained.splice(0)) then()
  }

  #opened(cookie: Buffer, receiveWindow: number, channel: OutChannel): Open {
    return { channel, cookie, window: new SendWindow(receiveWindow, (pdu) => this.write(pdu)) }
  }
}
