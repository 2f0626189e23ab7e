// Takes a chunked body apart (RFC 9112 section 7.1), strictly: a line ends in CRLF and nothing else does.
//
//   size -> [extension] -> LF -> data -> CR -> LF -> size …
//     '-> 0 -> LF -> trailers -> done

import { CR, hexDigit, is, LF, SEMICOLON, SPACE, TAB, VALUE } from './bytes.ts'
import { parseFields } from './fields.ts'
import { findHeadEnd } from './head.ts'
import type { MessageLimits } from './limits.ts'
import { HttpSyntaxError } from './syntax-error.ts'
import type { RawHeaders } from './types.ts'

type State = 'size' | 'space' | 'extension' | 'size-lf' | 'data' | 'data-cr' | 'data-lf' | 'trailers' | 'done'

/**
 * Fields that decide how a message is read, routed, authorised or answered; they come too late in a trailer (RFC 9110
 * section 6.5.1). Whoever behind merges trailers into the head would believe what nobody has checked.
 */
const notInTrailers = new Set(
  [
    ['content-length', 'transfer-encoding', 'host', 'connection', 'trailer', 'te', 'upgrade'],
    [
      'keep-alive',
      'proxy-connection',
      'forwarded',
      'via',
      'max-forwards',
      'expect',
      'cache-control',
      'pragma',
      'range',
    ],
    ['authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate', 'cookie', 'set-cookie'],
    ['content-encoding', 'content-type', 'content-range', 'location', 'retry-after', 'vary', 'age', 'expires', 'date'],
    ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'],
  ].flat(),
)

export class ChunkedReader {
  trailers: RawHeaders = []
  readonly #limits: MessageLimits
  #state: State = 'size'
  #digits = 0
  #size = 0
  #extensions = 0
  #trailerBytes: Buffer = Buffer.alloc(0)

  constructor(limits: MessageLimits) {
    this.#limits = limits
  }

  get done(): boolean {
    return this.#state === 'done'
  }

  /**
   * Reads on; slices of data are added to `data`.
   * @returns how many bytes of the chunk were used; fewer than all only when the body is done
   * @throws HttpSyntaxError
   */
  read(chunk: Buffer, data: Buffer[]): number {
    let at = 0
    while (at < chunk.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const end = Math.min(chunk.length, at + this.#size)
        data.push(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end))
        this.#size -= end - at
        at = end
        if (this.#size === 0) this.#state = 'data-cr'
      } else if (this.#state === 'trailers') {
        at = this.#readTrailers(chunk, at)
      } else {
        this.#readByte(chunk[at] ?? 0)
        at++
      }
    }
    return at
  }

  #readByte(byte: number): void {
    switch (this.#state) {
      case 'size': {
        const digit = hexDigit(byte)
        if (digit === -1) {
          this.#endSize(byte)
          return
        }
        // 13 digits hold 2^52 bytes; leading zeros are counted too, so that they cannot go on forever.
        if (++this.#digits > 13) throw new HttpSyntaxError(400, 'a chunk size too large')
        this.#size = this.#size * 16 + digit
        return
      }
      case 'space':
        if (byte === SEMICOLON) this.#state = 'extension'
        else if (byte !== SPACE && byte !== TAB) throw new HttpSyntaxError(400, 'a malformed chunk size')
        this.#countExtension()
        return
      case 'extension':
        if (byte === CR) this.#state = 'size-lf'
        else if (!is(byte, VALUE)) throw new HttpSyntaxError(400, 'a malformed chunk extension')
        this.#countExtension()
        return
      case 'size-lf':
        if (byte !== LF) throw new HttpSyntaxError(400, 'a carriage return without line feed')
        this.#digits = 0
        this.#state = this.#size === 0 ? 'trailers' : 'data'
        return
      case 'data-cr':
        if (byte !== CR) throw new HttpSyntaxError(400, 'a chunk longer than its size')
        this.#state = 'data-lf'
        return
      default:
        if (byte !== LF) throw new HttpSyntaxError(400, 'a carriage return without line feed')
        this.#state = 'size'
    }
  }

  #endSize(byte: number): void {
    if (this.#digits === 0) throw new HttpSyntaxError(400, 'a malformed chunk size')
    if (byte === CR) this.#state = 'size-lf'
    else if (byte === SEMICOLON) this.#state = 'extension'
    else if (byte === SPACE || byte === TAB) this.#state = 'space'
    else throw new HttpSyntaxError(400, 'a malformed chunk size')
  }

  #countExtension(): void {
    if (++this.#extensions > this.#limits.chunkExtensions) throw new HttpSyntaxError(400, 'too many chunk extensions')
  }

  #readTrailers(chunk: Buffer, at: number): number {
    const before = this.#trailerBytes.length
    const bytes = before === 0 ? chunk.subarray(at) : Buffer.concat([this.#trailerBytes, chunk.subarray(at)])
    if (bytes[0] === LF) throw new HttpSyntaxError(400, 'a line feed without carriage return')
    // Without trailers the section is its blank line alone.
    const end = bytes[0] === CR && bytes[1] === LF ? 2 : findHeadEnd(bytes, before)
    if (Math.max(end, end === -1 ? bytes.length : 0) > this.#limits.trailers) {
      throw new HttpSyntaxError(431, `trailers of more than ${this.#limits.trailers} bytes`)
    }
    if (end === -1) {
      this.#trailerBytes = Buffer.from(bytes)
      return chunk.length
    }
    const section = bytes.subarray(0, end)
    this.trailers = parseFields(section, section.toString('latin1'), 0, this.#limits.fields)
    for (const [name] of this.trailers) {
      if (notInTrailers.has(name.toLowerCase())) throw new HttpSyntaxError(400, 'a trailer that belongs in the head')
    }
    this.#state = 'done'
    return at + end - before
  }
}
