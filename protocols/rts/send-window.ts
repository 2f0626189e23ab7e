// Flow control of what is sent on a channel (MS-RPCH 3.2.1.1.5.1): DCE/RPC PDUs go out while the receiver's window has
// room for them, and wait for its acknowledgement otherwise. RTS PDUs are not counted and never wait.

/** The range of a receive window (MS-RPCH 2.2.3.5.1): 8 kB to 256 kB. */
const smallestWindow = 8_192
const largestWindow = 262_144

/** Bytes that may wait. A client that lets so much gather takes nothing any more. */
const mostWaiting = 8 * 1024 * 1024

/** Whether a window may be agreed on. */
export function isReceiveWindow(bytes: number): boolean {
  return bytes >= smallestWindow && bytes <= largestWindow
}

/** The sender's end. */
export class SendWindow {
  readonly #write: (pdu: Buffer) => void
  readonly #waiting: Buffer[] = []
  #waitingBytes = 0
  /** Bytes sent since the channel opened; the protocol's counters have 32 bits. */
  #sent = 0
  #received = 0
  #available: number

  constructor(window: number, write: (pdu: Buffer) => void) {
    this.#available = window
    this.#write = write
  }

  /** Whether something waits for the receiver's acknowledgement. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Sends, now or later; false when too much waits already. */
  send(pdu: Buffer): boolean {
    this.#waiting.push(pdu)
    this.#waitingBytes += pdu.length
    this.#flow()
    return this.#waitingBytes <= mostWaiting
  }

  /**
   * Takes an acknowledgement: what the receiver has got in all, and the window that it has from there on.
   * @returns false when it acknowledges what was never sent
   */
  acknowledge(bytesReceived: number, availableWindow: number): boolean {
    if ((this.#sent - bytesReceived) >>> 0 > (this.#sent - this.#received) >>> 0) return false
    this.#received = bytesReceived
    this.#available = Math.min(availableWindow, largestWindow)
    this.#flow()
    return true
  }

  /** Takes out what waits, for a successor to send. */
  takeWaiting(): readonly Buffer[] {
    this.#waitingBytes = 0
    return this.#waiting.splice(0)
  }

  #flow(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const underWay = (this.#sent - this.#received) >>> 0
      if (underWay + next.length > this.#available) return
      this.#waiting.shift()
      this.#waitingBytes -= next.length
      this.#sent = (this.#sent + next.length) >>> 0
      this.#write(next)
    }
  }
}
