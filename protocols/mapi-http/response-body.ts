// A MAPI/HTTP answer's body: lines of text that keep the client waiting, then headers, then the answer itself
// (MS-OXCMAPIHTTP 2.2.7; reference exchange-protocols.md 2.7).
//
//   PROCESSING ⏎ [PENDING ⏎ every X-PendingPeriod] DONE ⏎ X-ElapsedTime: 12 ⏎ X-StartTime: … ⏎ ⏎ binary

import { ProtocolSyntaxError } from '../syntax-error.ts'

/** The first line, sent at once: the request has been taken up. */
export const processing: Buffer = Buffer.from('PROCESSING\r\n', 'latin1')
/** The line that says, every X-PendingPeriod, that the request is still worked on. */
export const pending: Buffer = Buffer.from('PENDING\r\n', 'latin1')

/** What stands in the header lines after DONE. */
export interface DoneOptions {
  readonly elapsedMilliseconds: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** More header lines, such as a final X-ResponseCode. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

/** The last part of an answer: DONE, its header lines, a blank line and the body. */
export function done(body: Uint8Array, { elapsedMilliseconds, startedAt, headers = [] }: DoneOptions): Buffer {
  const lines = [
    'DONE',
    `X-ElapsedTime: ${elapsedMilliseconds}`,
    `X-StartTime: ${new Date(startedAt).toUTCString()}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

/** The words that begin an answer. */
export type MetaTag = 'PROCESSING' | 'PENDING' | 'DONE'

/** An answer's body taken apart. */
export interface MapiHttpResponse {
  readonly tags: readonly MetaTag[]
  /** Header lines between DONE and the body. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

/** Bytes of the meta part that a reader holds at most; a real one has far fewer. */
const longestMetaPart = 64 * 1024

/** Reads an answer's body as it arrives. */
export class MapiHttpResponseReader {
  readonly #tags: MetaTag[] = []
  readonly #headers: [string, string][] = []
  #held: Buffer = Buffer.alloc(0)
  #metaLength = 0
  #inBody = false

  /** The tags that these bytes complete, so that waits between them can be timed. @throws ProtocolSyntaxError */
  push(chunk: Uint8Array): readonly MetaTag[] {
    this.#held = Buffer.concat([this.#held, chunk])
    const before = this.#tags.length
    while (!this.#inBody) {
      const end = this.#held.indexOf('\r\n')
      this.#metaLength += end < 0 ? 0 : end + 2
      if (this.#metaLength > longestMetaPart || (end < 0 && this.#held.length > longestMetaPart)) {
        throw new ProtocolSyntaxError('MAPI/HTTP', 'the part before the answer is too long')
      }
      if (end < 0) break
      this.#line(this.#held.toString('latin1', 0, end))
      this.#held = this.#held.subarray(end + 2)
    }
    return this.#tags.slice(before)
  }

  /** The whole answer, once the body has ended. @throws ProtocolSyntaxError when it ended before DONE and its headers. */
  end(): MapiHttpResponse {
    if (!this.#inBody) throw new ProtocolSyntaxError('MAPI/HTTP', 'the answer ended before DONE and its headers')
    return { tags: this.#tags, headers: this.#headers, body: this.#held }
  }

  #line(line: string): void {
    if (this.#tags.at(-1) !== 'DONE') {
      if (line !== 'PROCESSING' && line !== 'PENDING' && line !== 'DONE') {
        throw new ProtocolSyntaxError('MAPI/HTTP', `PROCESSING, PENDING or DONE was due, not ${JSON.stringify(line)}`)
      }
      this.#tags.push(line)
      return
    }
    if (line === '') {
      this.#inBody = true
      return
    }
    const colon = line.indexOf(':')
    if (colon < 1) throw new ProtocolSyntaxError('MAPI/HTTP', `no header line: ${JSON.stringify(line)}`)
    this.#headers.push([line.slice(0, colon), line.slice(colon + 1).trim()])
  }
}
