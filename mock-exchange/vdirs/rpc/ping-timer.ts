// The client gives the connection up after ConnectionTimeout without a byte on the OUT channel, so a ping goes out when
// nothing else was sent for half of it (MS-RPCH 3.2.2.4, 3.2.3.4). A client that asks for less silence gets it.

import type { Clock } from '../../../base/clock.ts'
import { connectionTimeout, ping } from '../../../protocols/rts/index.ts'

/** The shortest keep-alive that a client may ask for (MS-RPCH 2.2.3.5.6): 60 s; 0 asks for none. */
const shortestKeepalive = 60_000

export class PingTimer {
  readonly #clock: Clock
  readonly #send: (ping: Buffer) => void
  #interval = connectionTimeout / 2
  #last = 0
  #cancel: (() => void) | undefined

  constructor(clock: Clock, send: (ping: Buffer) => void) {
    this.#clock = clock
    this.#send = send
  }

  start(): void {
    this.#last = this.#clock.now()
    this.#arm(this.#interval)
  }

  /** Something has been sent. */
  wrote(): void {
    this.#last = this.#clock.now()
  }

  /** The client's keep-alive, milliseconds. */
  keepAlive(milliseconds: number): void {
    if (milliseconds < shortestKeepalive) return
    this.#interval = Math.min(connectionTimeout / 2, milliseconds)
  }

  stop(): void {
    this.#cancel?.()
  }

  #arm(milliseconds: number): void {
    this.#cancel = this.#clock.after(milliseconds, () => {
      const silent = this.#clock.now() - this.#last
      if (silent >= this.#interval) this.#send(ping())
      this.#arm(silent >= this.#interval ? this.#interval : this.#interval - silent)
    })
  }
}
