// Which byte may stand where. One table with a bit for each class, so that a check is one look-up.

/** A character of a token: method, field name (RFC 9110 section 5.6.2). */
export const TOKEN = 1
/** A character of a field value: visible, space, tab or obs-text (RFC 9110 section 5.5). */
export const VALUE = 2
/** A character of a request target: visible ASCII but `#`, which never travels (RFC 9112 section 3.2). */
export const TARGET = 4

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20
export const COLON = 0x3a
export const SEMICOLON = 0x3b

/** The classes of every byte. */
export const classes = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const text = String.fromCharCode(byte)
  let bits = 0
  if (/[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(text)) bits |= TOKEN
  if (byte === TAB || (byte >= SPACE && byte !== 0x7f)) bits |= VALUE
  if (byte > SPACE && byte < 0x7f && text !== '#') bits |= TARGET
  classes[byte] = bits
}

/** Whether the byte is of the class. */
export function is(byte: number | undefined, bits: number): boolean {
  return byte !== undefined && ((classes[byte] ?? 0) & bits) !== 0
}

/** Value of a hexadecimal digit, or -1. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
