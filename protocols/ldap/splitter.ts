import { ProtocolSyntaxError } from '../syntax-error.ts'

/** Cuts what a connection brings into messages, each whole. */
export class LdapSplitter {
  readonly #longest: number
  #held: Buffer = Buffer.alloc(0)

  /** @param longest bytes of the longest message that is taken */
  constructor(longest: number) {
    this.#longest = longest
  }

  /**
   * The messages that are whole with these bytes.
   * @throws ProtocolSyntaxError for what can be no message, and for one that is too long
   */
  push(bytes: Uint8Array): Buffer[] {
    this.#held = Buffer.concat([this.#held, bytes])
    const messages: Buffer[] = []
    for (let length = this.#whole(); length !== undefined; length = this.#whole()) {
      messages.push(this.#held.subarray(0, length))
      this.#held = this.#held.subarray(length)
    }
    return messages
  }

  /** Length of the message at the front; undefined while it is not all there. */
  #whole(): number | undefined {
    const [tag, first] = this.#held
    if (tag === undefined) return undefined
    if (tag !== 0x30) throw new ProtocolSyntaxError('LDAP', 'a message is a SEQUENCE')
    if (first === undefined) return undefined
    const count = first < 0x80 ? 0 : first & 0x7f
    if (first === 0x80 || count > 4) throw new ProtocolSyntaxError('LDAP', 'the length of a message is not definite')
    if (this.#held.length < 2 + count) return undefined
    const length = 2 + count + (count === 0 ? first : this.#held.readUIntBE(2, count))
    if (length > this.#longest) throw new ProtocolSyntaxError('LDAP', `a message of ${length} bytes is too long`)
    return this.#held.length < length ? undefined : length
  }
}
