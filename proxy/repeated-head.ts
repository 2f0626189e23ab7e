// A client repeats its head on a kept connection, and so does a server much of its answers' heads. To compare the bytes
// costs a fraction of reading them and working out what follows.

import { ownCopy } from './own-copy.ts'

const empty: Buffer = Buffer.alloc(0)
// Longer ones are rare, and every connection at rest would hold on to one.
const longest = 8_192

/** The last head on a connection, and what was made of it. */
export class RepeatedHead<Read> {
  #bytes: Buffer = empty
  #read: Read | undefined

  /** How many bytes the head has. */
  get length(): number {
    return this.#bytes.length
  }

  /** What was made of the head, when these bytes begin with the very same one. It ends with a blank line, so it is whole. */
  match(bytes: Buffer): Read | undefined {
    const { length } = this.#bytes
    if (length === 0 || bytes.length < length) return undefined
    return bytes.compare(this.#bytes, 0, length, 0, length) === 0 ? this.#read : undefined
  }

  /** @param head with its blank line; it is copied, for what it is part of is large */
  keep(head: Buffer, read: Read): void {
    const fits = head.length <= longest
    this.#bytes = fits ? ownCopy(head) : empty
    this.#read = fits ? read : undefined
  }
}
