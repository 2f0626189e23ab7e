// Reading NDR, the form of arguments and results in a stub (C706 chapter 14), little-endian.
//
//   A number stands at a multiple of its size, counted from the beginning of the stub.
//   A pointer is a referent id (u32, 0 for null). What it points to follows at once when the pointer is itself an argument;
//   after the whole structure or array, in order, when it is embedded: `pointer()` first, its referent later.
//   Conformant arrays begin with their room (u32); varying ones with offset and count (u32 each); strings have all three
//   and end with a NUL that counts.

import { ByteReader } from '../byte-reader.ts'
import type { ProtocolSyntaxError } from '../syntax-error.ts'
import { uuidFromBytes } from './uuid.ts'

/** A context handle as it stands in a stub: attributes u32, then a UUID. */
export const contextHandleLength = 20

/** Reads a stub in order and never past its end: all methods throw `ProtocolSyntaxError` for what is missing or wrong. */
export class NdrReader {
  readonly #reader: ByteReader

  constructor(stub: Uint8Array) {
    this.#reader = new ByteReader('NDR', stub)
  }

  /** Bytes not read yet; a verification trailer (MS-RPCE 2.2.2.13) may be among them. */
  get left(): number {
    return this.#reader.left
  }

  /** The error to throw for an argument that is there but wrong. */
  error(message: string): ProtocolSyntaxError {
    return this.#reader.error(message)
  }

  /** Moves on to a multiple of `step` bytes, as before a structure with members of that size. */
  align(step: number): this {
    this.#reader.align(step, 'padding')
    return this
  }

  u8(what: string): number {
    return this.#reader.u8(what)
  }

  u16(what: string): number {
    return this.align(2).#reader.u16(what)
  }

  u32(what: string): number {
    return this.align(4).#reader.u32(what)
  }

  i32(what: string): number {
    return this.u32(what) | 0
  }

  u64(what: string): bigint {
    return this.align(8).#reader.take(8, what).readBigUInt64LE(0)
  }

  /** A fixed array of bytes; a view, not a copy. */
  bytes(count: number, what: string): Buffer {
    return this.#reader.take(count, what)
  }

  /** A UUID in text form, lower case. */
  uuid(what: string): string {
    return uuidFromBytes(this.align(4).bytes(16, what))
  }

  contextHandle(what: string): Buffer {
    return Buffer.from(this.align(4).bytes(contextHandleLength, what))
  }

  /** The referent id of a unique or full pointer: whether it is not null. The referent is to be read where it stands. */
  pointer(what: string): boolean {
    return this.u32(what) !== 0
  }

  /** A unique pointer that is an argument: what it points to, read at once; undefined for null. */
  unique<T>(what: string, read: () => T): T | undefined {
    return this.pointer(what) ? read() : undefined
  }

  /** The room of a conformant array, whose elements have at least `elementBytes` on the wire. */
  conformance(what: string, elementBytes = 1): number {
    return this.#count(what, elementBytes)
  }

  /** The elements of a varying array that are there; their offset must be 0, as it is in all interfaces of Exchange. */
  variance(what: string, elementBytes = 1): number {
    if (this.u32(what) !== 0) throw this.error(`${what} does not begin at its first element`)
    return this.#count(what, elementBytes)
  }

  /** A conformant array: its elements, read one after the other. */
  array<T>(what: string, elementBytes: number, read: () => T): T[] {
    return Array.from({ length: this.conformance(what, elementBytes) }, read)
  }

  /** A conformant array of bytes. */
  conformantBytes(what: string): Buffer {
    return this.bytes(this.conformance(what), what)
  }

  /** A conformant and varying array of bytes. */
  conformantVaryingBytes(what: string): Buffer {
    return this.bytes(this.#varyingWithin(this.u32(what), what, 1), what)
  }

  /** A conformant and varying string of 8-bit characters ([string] char), without its NUL. */
  string8(what: string): Buffer {
    const bytes = this.conformantVaryingBytes(what)
    const end = bytes.indexOf(0)
    if (end < 0) throw this.error(`${what} has no NUL at its end`)
    return bytes.subarray(0, end)
  }

  /** A conformant and varying string of UTF-16 ([string] wchar_t), without its NUL. */
  string16(what: string): string {
    const count = this.#varyingWithin(this.u32(what), what, 2)
    const text = this.bytes(count * 2, what).toString('utf16le')
    const end = text.indexOf('\0')
    if (end < 0) throw this.error(`${what} has no NUL at its end`)
    return text.slice(0, end)
  }

  #varyingWithin(room: number, what: string, elementBytes: number): number {
    const count = this.variance(what, elementBytes)
    if (count > room) throw this.error(`${what} has ${count} elements in a room of ${room}`)
    return count
  }

  /** A count is only as good as the bytes that are left: nothing is reserved for more. */
  #count(what: string, elementBytes: number): number {
    const count = this.u32(what)
    if (count * elementBytes > this.left)
      throw this.error(`${what} says ${count} elements, ${this.left} bytes are left`)
    return count
  }
}
