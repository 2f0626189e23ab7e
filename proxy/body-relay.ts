import {
  type BodyFraming,
  type BodyReader,
  createBodyReader,
  encodeLastChunk,
  type RawHeaders,
} from '../http1/index.ts'

const all = (): boolean => true
const lineEnd = Buffer.from('\r\n', 'latin1')

/**
 * Carries one body from connection to connection, piece by piece: what comes in is checked against its framing, what goes
 * out is framed for the other side. Chunks are written anew, so that their extensions end here.
 */
export class BodyRelay {
  /** Bytes of the body so far, framing left out. */
  bytes = 0
  /** Whether anything came in, be it only framing: it cannot be read again. */
  begun = false
  readonly #reader: BodyReader
  readonly #chunked: boolean
  readonly #mayTrail: (field: readonly [string, string]) => boolean

  /**
   * @param chunked whether the body goes out in chunks
   * @param mayTrail which fields of its trailer go on
   */
  constructor(framing: BodyFraming, chunked: boolean, mayTrail: (field: readonly [string, string]) => boolean = all) {
    this.#reader = createBodyReader(framing)
    this.#chunked = chunked
    this.#mayTrail = mayTrail
  }

  /** Whether the body is whole. */
  get done(): boolean {
    return this.#reader.done
  }

  /**
   * Takes in some bytes.
   * @param out gets what is to be written
   * @returns the bytes behind the end of the body
   * @throws HttpSyntaxError
   */
  relay(chunk: Buffer, out: Buffer[]): Buffer {
    this.begun = true
    const { data, rest, done, trailers } = this.#reader.push(chunk)
    let length = 0
    for (const part of data) length += part.length
    this.bytes += length
    if (this.#chunked && length > 0) out.push(Buffer.from(`${length.toString(16)}\r\n`, 'latin1'), ...data, lineEnd)
    else out.push(...data)
    if (done) this.#close(trailers, out)
    return rest
  }

  /** To be called when the connection that the body comes from has ended: whether that made, or left, the body whole. */
  finish(out: Buffer[]): boolean {
    if (this.#reader.done) return true
    if (this.#reader.finish() === 'truncated') return false
    this.#close([], out)
    return true
  }

  #close(trailers: RawHeaders, out: Buffer[]): void {
    if (this.#chunked) out.push(encodeLastChunk(trailers.filter(this.#mayTrail)))
  }
}
