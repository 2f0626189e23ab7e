import { HttpSyntaxError } from './syntax-error.ts'
import type { RawHeaders, RequestHead, ResponseHead } from './types.ts'

/**
 * The bytes of a request head, blank line included. The version sent is always HTTP/1.1: it is the sender's own
 * (RFC 9110 section 2.5).
 * @throws HttpSyntaxError when a value would break the head apart
 */
export function encodeRequestHead(head: Pick<RequestHead, 'method' | 'target' | 'headers'>): Buffer {
  return encodeHead(`${head.method} ${head.target} HTTP/1.1`, head.headers)
}

/**
 * The bytes of a response head, blank line included; always HTTP/1.1.
 * @throws HttpSyntaxError when a value would break the head apart
 */
export function encodeResponseHead(head: Pick<ResponseHead, 'status' | 'reason' | 'headers'>): Buffer {
  return encodeHead(`HTTP/1.1 ${head.status} ${head.reason}`, head.headers)
}

/** One chunk of a chunked body. The data must not be empty: an empty chunk ends the body. */
export function encodeChunk(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`, 'latin1'), data, Buffer.from('\r\n', 'latin1')])
}

/** The end of a chunked body, with its trailers. */
export function encodeLastChunk(trailers: RawHeaders = []): Buffer {
  return encodeHead('0', trailers)
}

function encodeHead(firstLine: string, headers: RawHeaders): Buffer {
  let text = `${checked(firstLine)}\r\n`
  for (const [name, value] of headers) text += `${checked(name)}: ${checked(value)}\r\n`
  return Buffer.from(`${text}\r\n`, 'latin1')
}

// All but tab, visible characters and obs-text (RFC 9110 section 5.5). A regular expression, because every byte of every head
// written passes here, and a loop over them takes twice the time.
const forbidden = /[^\t -~\x80-\xff]/

/**
 * A part of a head. A line break within it would begin a field, or a message, of somebody else's making; and a character
 * beyond 255 would be cut down to another one by latin1.
 */
function checked(part: string): string {
  if (forbidden.test(part)) throw new HttpSyntaxError(400, 'a character that a head may not hold')
  return part
}
