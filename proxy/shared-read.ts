// What servers send is read into one piece of memory that all connections share: it is looked at and passed on before the
// next read. The usual way, a new buffer of 64 kB for each read, made half of what a large answer cost the processor: V8
// counts them all and collects the whole heap every few dozen megabytes (measured: 1.7 ms a megabyte, 1.1 without).
//
//   kernel ──> shared memory ──> TLS record for the client        encrypted within `write`: nothing is copied
//                          └──> copy, where somebody must wait    see write-parts.ts

import type { OnReadOpts } from 'node:net'

// libuv reads no more than this at once.
const shared = Buffer.allocUnsafeSlow(65_536)

/** Reads one connection into the shared memory; to be handed to the dialler. */
export class SharedRead {
  /** For `net.connect`. */
  readonly options: OnReadOpts
  #take: ((chunk: Buffer) => void) | undefined
  #early: Buffer | undefined

  constructor() {
    this.options = {
      buffer: shared,
      callback: (length) => {
        const chunk = shared.subarray(0, length)
        if (this.#take !== undefined) this.#take(chunk)
        else this.#early = Buffer.concat(this.#early === undefined ? [chunk] : [this.#early, chunk])
        return true
      },
    }
  }

  /** From now on each chunk goes to `take`, which must not keep it; first what has come meanwhile. */
  to(take: (chunk: Buffer) => void): void {
    this.#take = take
    const early = this.#early
    this.#early = undefined
    if (early !== undefined) take(early)
  }
}
