// A client repeats its head on a kept connection, and so does a server much of its answers' heads. To compare the bytes
// costs a fraction of reading them and working out what follows.

import { ownCopy } from '../base/own-copy.ts'

// Longer ones are rare, and every connection at rest would hold on to one.
const longest = 8_192

/** The last head on a connection, and what was made of it. */
export class RepeatedHead<Read> {
  /** Holds the head at its beginning. One head after the other is copied here: to take memory anew costs more than to copy. */
  #memory: Buffer = Buffer.alloc(0)
  #length = 0
  #read: Read | undefined

  /** How many bytes the head has. */
  get length(): number {
    return this.#length
  }

  /** What was made of the head, when these bytes begin with the very same one. It ends with a blank line, so it is whole. */
  match(bytes: Buffer): Read | undefined {
    const length = this.#length
    if (length === 0 || bytes.length < length) return undefined
    return bytes.compare(this.#memory, 0, length, 0, length) === 0 ? this.#read : undefined
  }

  /** @param head with its blank line; it is copied, for what it is part of is large */
  keep(head: Buffer, read: Read): void {
    const fits = head.length <= longest
    this.#length = fits ? head.length : 0
    this.#read = fits ? read : undefined
    if (!fits) return
    if (head.length > this.#memory.length) this.#memory = ownCopy(head)
    else head.copy(this.#memory)
  }
}
