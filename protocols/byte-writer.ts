/** Puts little-endian fields one after the other. Every method gives the writer back. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  put(bytes: Uint8Array): this {
    this.#parts.push(bytes)
    this.#length += bytes.length
    return this
  }

  u8(value: number): this {
    return this.put(Buffer.of(value))
  }

  u16(value: number): this {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16LE(value)
    return this.put(bytes)
  }

  u32(value: number): this {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value >>> 0)
    return this.put(bytes)
  }

  /** Takes negative numbers as well, as two's complement. */
  u64(value: bigint): this {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
    return this.put(bytes)
  }

  /** UTF-16 with a zero unit at its end. */
  utf16(text: string): this {
    return this.put(Buffer.from(`${text}\0`, 'utf16le'))
  }

  zeros(count: number): this {
    return this.put(Buffer.alloc(count))
  }

  /** Zero bytes up to the next multiple of `step`. */
  align(step: number): this {
    const over = this.#length % step
    return over === 0 ? this : this.zeros(step - over)
  }

  end(): Buffer {
    return Buffer.concat(this.#parts, this.#length)
  }
}
