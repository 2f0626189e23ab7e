import { CR, LF } from './bytes.ts'
import { defaultLimits, type MessageLimits } from './limits.ts'
import { HttpSyntaxError } from './syntax-error.ts'

/**
 * Where the head ends: the index after its blank line, or -1 while there is none. Lines that end in a bare LF count too,
 * so that such a head is refused at once by the parser instead of waited for.
 * @param from how many bytes an earlier call has already searched
 */
export function findHeadEnd(buffer: Buffer, from = 0): number {
  // The blank line may have begun in the bytes searched before: CRLF CR | LF.
  for (let at = buffer.indexOf(LF, Math.max(0, from - 2)); at !== -1; at = buffer.indexOf(LF, at + 1)) {
    const next = buffer[at + 1]
    if (next === LF) return at + 2
    if (next === CR && buffer[at + 2] === LF) return at + 3
  }
  return -1
}

/**
 * Checks the size of a head, whole or still growing.
 * @throws HttpSyntaxError 414 when the first line is too long, 431 when the whole is
 */
export function checkHeadSize(bytes: Buffer, limits: MessageLimits = defaultLimits): void {
  if (bytes.length <= limits.firstLine) return
  const start = bytes[0] === CR && bytes[1] === LF ? 2 : 0
  // Where the line feed of the longest allowed first line stands.
  const last = start + limits.firstLine + 1
  const lineEnd = bytes.indexOf(LF, start)
  if ((lineEnd === -1 ? bytes.length : lineEnd) > last) {
    throw new HttpSyntaxError(414, `a first line of more than ${limits.firstLine} bytes`)
  }
  if (bytes.length > limits.head) throw new HttpSyntaxError(431, `a head of more than ${limits.head} bytes`)
}
