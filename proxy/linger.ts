import { clientLimits } from './client-limits.ts'

/**
 * The end of a client's connection: what was written is still to be delivered, however slowly the client reads; then it has a
 * moment to take note.
 */
export class Linger {
  #since: number
  #untaken = 0

  /** @param now by the ticker's clock */
  constructor(now: number) {
    this.#since = now
  }

  /**
   * Whether it has lasted long enough. To be asked on every tick.
   * @param untaken bytes that the client has still to take
   * @param idle milliseconds in which it must take one
   */
  isOver(now: number, untaken: number, idle: number): boolean {
    if (untaken !== this.#untaken) this.#since = now
    this.#untaken = untaken
    return now - this.#since > (untaken > 0 ? idle : clientLimits.linger)
  }
}
