import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import type { LogonObject } from './logon.ts'

/** Bytes that a property may have at most; a message in the lab is no larger. */
const longest = 64 * 1_024 * 1_024

/** A property's value, read and written in pieces ([MS-OXCPRPT] 2.2.14). */
export class StreamObject {
  readonly kind = 'stream'
  readonly logon: LogonObject
  readonly #save: ((bytes: Buffer) => void) | undefined
  #bytes: Buffer
  #length: number
  #at = 0

  /** @param save told of the bytes when they are committed; undefined for a stream that is only read */
  constructor(logon: LogonObject, bytes: Buffer, save: ((bytes: Buffer) => void) | undefined) {
    this.logon = logon
    this.#bytes = bytes
    this.#length = bytes.length
    this.#save = save
  }

  get length(): number {
    return this.#length
  }

  read(count: number): Buffer {
    const part = this.#bytes.subarray(this.#at, Math.min(this.#at + count, this.#length))
    this.#at += part.length
    return part
  }

  /** @throws MapiError accessDenied, notEnoughMemory */
  write(bytes: Buffer): void {
    if (this.#save === undefined) throw new MapiError(mapiErrors.accessDenied, 'the stream was opened to be read')
    const end = this.#at + bytes.length
    this.#reserve(end)
    bytes.copy(this.#bytes, this.#at)
    this.#at = end
    this.#length = Math.max(this.#length, end)
  }

  /** @throws MapiError accessDenied, notEnoughMemory */
  resize(length: number): void {
    if (this.#save === undefined) throw new MapiError(mapiErrors.accessDenied, 'the stream was opened to be read')
    this.#reserve(length)
    if (length > this.#length) this.#bytes.fill(0, this.#length, length)
    this.#length = length
    this.#at = Math.min(this.#at, length)
  }

  /** Moves on from the beginning (0), from here (1) or from the end (2). @throws MapiError streamSeek */
  seek(origin: number, offset: number): number {
    const from = [0, this.#at, this.#length][origin]
    if (from === undefined) throw new MapiError(mapiErrors.invalidParameter)
    const at = from + offset
    if (at < 0 || at > longest) throw new MapiError(mapiErrors.streamSeek)
    if (at > this.#length) this.resize(at)
    this.#at = at
    return at
  }

  /** What was written becomes the property's value. */
  commit(): void {
    this.#save?.(Buffer.from(this.#bytes.subarray(0, this.#length)))
  }

  /** Room grows by doubling: a client writes in pieces of some kilobytes. */
  #reserve(length: number): void {
    if (length > longest) throw new MapiError(mapiErrors.notEnoughMemory, `a property has ${longest} bytes at most`)
    if (length <= this.#bytes.length) return
    const room = Buffer.alloc(Math.max(length, 2 * this.#bytes.length, 4_096))
    this.#bytes.copy(room)
    this.#bytes = room
  }
}
