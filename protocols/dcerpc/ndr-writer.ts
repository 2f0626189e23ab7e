// Writing NDR (C706 chapter 14): the mirror of `NdrReader`, whose head says how things are laid out.

import { ByteWriter } from '../byte-writer.ts'
import { uuidToBytes } from './uuid.ts'

/** Puts arguments or results into a stub, aligned. Every method gives the writer back. */
export class NdrWriter {
  readonly #writer = new ByteWriter()
  /** As Windows numbers them; the reader only looks whether one is 0. */
  #referent = 0x0002_0000

  get length(): number {
    return this.#writer.length
  }

  align(step: number): this {
    this.#writer.align(step)
    return this
  }

  u8(value: number): this {
    this.#writer.u8(value)
    return this
  }

  u16(value: number): this {
    this.align(2).#writer.u16(value)
    return this
  }

  /** Takes signed numbers as well. */
  u32(value: number): this {
    this.align(4).#writer.u32(value)
    return this
  }

  u64(value: bigint): this {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(value)
    return this.align(8).bytes(bytes)
  }

  /** A fixed array of bytes. */
  bytes(value: Uint8Array): this {
    this.#writer.put(value)
    return this
  }

  uuid(text: string): this {
    return this.align(4).bytes(uuidToBytes(text))
  }

  contextHandle(handle: Uint8Array): this {
    return this.align(4).bytes(handle)
  }

  /** The referent id of a pointer. The referent is to be put where it belongs. */
  pointer(present = true): this {
    if (!present) return this.u32(0)
    this.#referent += 4
    return this.u32(this.#referent)
  }

  /** A unique pointer that is an argument or result itself: null for undefined, or what `write` puts, at once. */
  unique<T>(value: T | undefined, write: (value: T) => void): this {
    this.pointer(value !== undefined)
    if (value !== undefined) write(value)
    return this
  }

  /** A conformant array. */
  array<T>(elements: readonly T[], write: (element: T) => void): this {
    this.u32(elements.length)
    for (const element of elements) write(element)
    return this
  }

  conformantBytes(value: Uint8Array): this {
    return this.u32(value.length).bytes(value)
  }

  /** @param room of the array; as long as the value unless told */
  conformantVaryingBytes(value: Uint8Array, room: number = value.length): this {
    return this.u32(room).u32(0).u32(value.length).bytes(value)
  }

  /** A string of 8-bit characters; its NUL is added. @param room of the array in characters, with the NUL */
  string8(value: Uint8Array, room: number = value.length + 1): this {
    return this.conformantVaryingBytes(Buffer.concat([value, Buffer.of(0)]), room)
  }

  /** A string of UTF-16; its NUL is added. @param room of the array in characters, with the NUL */
  string16(value: string, room: number = value.length + 1): this {
    return this.u32(room)
      .u32(0)
      .u32(value.length + 1)
      .bytes(Buffer.from(`${value}\0`, 'utf16le'))
  }

  end(): Buffer {
    return this.#writer.end()
  }
}
