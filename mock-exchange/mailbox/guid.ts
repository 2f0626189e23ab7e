import { createHash } from 'node:crypto'

/** A GUID that is the same for the same words in every run: things in a lab keep their ids. Lower case, with dashes. */
export function guidOf(...words: readonly string[]): string {
  const hex = createHash('sha256').update(words.join('\n')).digest('hex')
  // Version 8 (made by a hash) and the RFC variant, RFC 9562 section 5.8.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The 16 bytes of a GUID as Windows writes them: the first three fields little-endian ([MS-DTYP] 2.3.4.2). */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex')
  bytes.subarray(0, 4).reverse()
  bytes.subarray(4, 6).reverse()
  bytes.subarray(6, 8).reverse()
  return bytes
}
