import { CR, classes, LF, VALUE } from './bytes.ts'
import { HttpSyntaxError } from './syntax-error.ts'
import type { RawHeaders, RequestHead, ResponseHead } from './types.ts'

/**
 * The bytes of a request head, blank line included. The version sent is always HTTP/1.1: it is the sender's own
 * (RFC 9110 section 2.5).
 * @throws HttpSyntaxError when a value would break the head apart
 */
export function encodeRequestHead(head: Pick<RequestHead, 'method' | 'target' | 'headers'>): Buffer {
  return encodeHead(`${head.method} ${head.target} HTTP/1.1\r\n`, head.headers)
}

/**
 * The bytes of a response head, blank line included; always HTTP/1.1.
 * @throws HttpSyntaxError when a value would break the head apart
 */
export function encodeResponseHead(head: Pick<ResponseHead, 'status' | 'reason' | 'headers'>): Buffer {
  return encodeHead(`HTTP/1.1 ${head.status} ${head.reason}\r\n`, head.headers)
}

/** One chunk of a chunked body. The data must not be empty: an empty chunk ends the body. */
export function encodeChunk(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`, 'latin1'), data, Buffer.from('\r\n', 'latin1')])
}

/** The end of a chunked body, with its trailers. */
export function encodeLastChunk(trailers: RawHeaders = []): Buffer {
  return encodeHead('0\r\n', trailers)
}

function encodeHead(firstLine: string, headers: RawHeaders): Buffer {
  let text = firstLine
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`
  text += '\r\n'
  checkLines(text, headers.length + 2)
  return Buffer.from(text, 'latin1')
}

/** A line break within a value would begin a field, or a message, of somebody else's making. */
function checkLines(text: string, lines: number): void {
  let returns = 0
  let feeds = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === CR) returns++
    else if (code === LF) feeds++
    // Beyond 255 the table has nothing: latin1 would cut such a character down to another one.
    else if (((classes[code] ?? 0) & VALUE) === 0)
      throw new HttpSyntaxError(400, 'a character that a head may not hold')
  }
  if (returns !== lines || feeds !== lines) throw new HttpSyntaxError(400, 'a line break within a header')
}
