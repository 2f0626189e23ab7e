// Flow control of what is received on a channel (MS-RPCH 3.2.1.1.5.1): the sender may be a window ahead of the last
// acknowledgement, and is sent one when half of that is used up. RTS PDUs are not counted.

import { receiveWindowSize } from './packets.ts'

/** The receiver's end, with a window of `receiveWindowSize`. */
export class ReceiveWindow {
  /** The protocol's counters have 32 bits. */
  #received = 0
  #acknowledged = 0

  /**
   * Counts bytes that came.
   * @returns bytes received in all, when they are to be acknowledged now; 'exceeded' when the sender has passed the window
   */
  count(bytes: number): number | 'exceeded' | undefined {
    this.#received = (this.#received + bytes) >>> 0
    const ahead = (this.#received - this.#acknowledged) >>> 0
    if (ahead > receiveWindowSize) return 'exceeded'
    if (ahead < receiveWindowSize / 2) return undefined
    this.#acknowledged = this.#received
    return this.#received
  }
}
