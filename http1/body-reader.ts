import { ChunkedReader } from './chunked-reader.ts'
import { defaultLimits, type MessageLimits } from './limits.ts'
import type { BodyFraming, RawHeaders } from './types.ts'

/** What one push has brought. */
interface BodyProgress {
  /** The body's bytes, as slices of the pushed buffer: nothing is copied. */
  readonly data: readonly Buffer[]
  /** Bytes after the end of the body; empty unless `done`. */
  readonly rest: Buffer
  readonly done: boolean
  /** Trailer fields of a chunked body; empty until `done`. */
  readonly trailers: RawHeaders
}

/** Takes one body out of the bytes of a connection. */
export interface BodyReader {
  /** Whether the body is whole; from the start for one without bytes. */
  readonly done: boolean
  /** @throws HttpSyntaxError on malformed chunks. Not to be called any more afterwards. */
  push(chunk: Buffer): BodyProgress
  /** To be called when the connection ends: was the body whole? */
  finish(): 'whole' | 'truncated'
}

const empty = Buffer.alloc(0)
const noTrailers: RawHeaders = []

/** A reader for a body of that framing. */
export function createBodyReader(framing: BodyFraming, limits: MessageLimits = defaultLimits): BodyReader {
  switch (framing.kind) {
    case 'none':
      return new LengthReader(0)
    case 'length':
      return new LengthReader(framing.length)
    case 'chunked':
      return chunkedReader(limits)
    case 'until-close':
      return untilCloseReader()
  }
}

// A class, where an object with a getter would do: there is one for every body, and V8 makes those slowly.
class LengthReader implements BodyReader {
  #left: number

  constructor(length: number) {
    this.#left = length
  }

  get done(): boolean {
    return this.#left === 0
  }

  push(chunk: Buffer): BodyProgress {
    const left = this.#left
    if (chunk.length <= left) {
      this.#left = left - chunk.length
      return { data: chunk.length === 0 ? [] : [chunk], rest: empty, done: this.done, trailers: noTrailers }
    }
    this.#left = 0
    const data = left === 0 ? [] : [chunk.subarray(0, left)]
    return { data, rest: chunk.subarray(left), done: true, trailers: noTrailers }
  }

  finish(): 'whole' | 'truncated' {
    return this.done ? 'whole' : 'truncated'
  }
}

function chunkedReader(limits: MessageLimits): BodyReader {
  const reader = new ChunkedReader(limits)
  return {
    get done() {
      return reader.done
    },
    push(chunk) {
      const data: Buffer[] = []
      const used = reader.read(chunk, data)
      const rest = used === chunk.length ? empty : chunk.subarray(used)
      return { data, rest, done: reader.done, trailers: reader.trailers }
    },
    finish: () => (reader.done ? 'whole' : 'truncated'),
  }
}

function untilCloseReader(): BodyReader {
  let ended = false
  return {
    get done() {
      return ended
    },
    push: (chunk) => ({ data: [chunk], rest: empty, done: false, trailers: noTrailers }),
    finish() {
      ended = true
      return 'whole'
    },
  }
}
