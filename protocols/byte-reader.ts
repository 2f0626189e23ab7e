import { ProtocolSyntaxError } from './syntax-error.ts'

/** Reads little-endian fields in order and never past the end: what is missing is a `ProtocolSyntaxError`. */
export class ByteReader {
  readonly bytes: Buffer
  readonly #protocol: string
  #at: number

  constructor(protocol: string, bytes: Uint8Array, at = 0) {
    this.#protocol = protocol
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = at
  }

  /** Position of the next byte. */
  get at(): number {
    return this.#at
  }

  get left(): number {
    return this.bytes.length - this.#at
  }

  /** The error to throw for a field that is there but wrong. */
  error(message: string): ProtocolSyntaxError {
    return new ProtocolSyntaxError(this.#protocol, message)
  }

  /** A view of the next `count` bytes, not a copy. */
  take(count: number, what: string): Buffer {
    if (count > this.left) throw this.error(`${what} needs ${count} bytes at ${this.#at}, ${this.left} are left`)
    const view = this.bytes.subarray(this.#at, this.#at + count)
    this.#at += count
    return view
  }

  u8(what: string): number {
    return this.take(1, what).readUInt8(0)
  }

  u16(what: string): number {
    return this.take(2, what).readUInt16LE(0)
  }

  u32(what: string): number {
    return this.take(4, what).readUInt32LE(0)
  }

  i32(what: string): number {
    return this.take(4, what).readInt32LE(0)
  }

  u64(what: string): bigint {
    return this.take(8, what).readBigUInt64LE(0)
  }

  /** UTF-16 up to the next zero unit, which is passed over. */
  utf16UntilNul(what: string): string {
    const from = this.#at
    for (let at = from; at + 1 < this.bytes.length; at += 2) {
      if (this.bytes.readUInt16LE(at) !== 0) continue
      this.#at = at + 2
      return this.bytes.toString('utf16le', from, at)
    }
    throw this.error(`${what} has no zero unit at its end`)
  }

  /** The bytes up to the next zero byte, which is passed over. */
  untilNul(what: string): Buffer {
    const end = this.bytes.indexOf(0, this.#at)
    if (end < 0) throw this.error(`${what} has no zero byte at its end`)
    const text = this.take(end - this.#at, what)
    this.#at += 1
    return text
  }

  /** Moves on to the next multiple of `step`, counted from the first byte. */
  align(step: number, what: string): void {
    const over = this.#at % step
    if (over !== 0) this.take(step - over, what)
  }
}
